package io.pollen.compiler.check;

import java.util.Locale;

/// One thing that Pollen looks for.
///
/// @param id its name in options (`-Apollen.check.ID=off`), in `@SuppressWarnings("pollen:ID")` and
///   in the guide; a Java identifier, because javac takes no other option names
/// @param level what it is unless the user says otherwise
public record Check(String id, Level level) {

  /// Where the guide explains it. Anchors of headings are in small letters.
  String anchor() {
    return "docs/guide/checks.md#" + id.toLowerCase(Locale.ROOT);
  }
}
