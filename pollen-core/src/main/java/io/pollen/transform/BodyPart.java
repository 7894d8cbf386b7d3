package io.pollen.transform;

/// A run of a body's instructions that is emitted as one method.
///
/// @param start the index of its first instruction
/// @param end the index after its last one
record BodyPart(int start, int end) {
  boolean contains(int instruction) {
    return start <= instruction && instruction < end;
  }

  /// Whether it begins where the body does.
  boolean isFirst() {
    return start == 0;
  }
}
