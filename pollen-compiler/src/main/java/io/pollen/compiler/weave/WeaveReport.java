package io.pollen.compiler.weave;

import java.util.List;

/// What a weaving did.
///
/// @param classes how many classes it changed
/// @param blocks how many async bodies it wove
/// @param refusals bodies that cannot become state machines: where, why, and what to do. Their
///   classes stay as they were
/// @param leftToRunTime bodies that can only be transformed when they run, and why
/// @param removed classes of earlier weavings that nothing refers to any more, with slashes
public record WeaveReport(
    int classes,
    int blocks,
    List<String> refusals,
    List<String> leftToRunTime,
    List<String> removed) {

  /// Lists are copied.
  public WeaveReport {
    refusals = List.copyOf(refusals);
    leftToRunTime = List.copyOf(leftToRunTime);
    removed = List.copyOf(removed);
  }
}
