package io.pollen.transform;

/// How large the methods that run a body may become.
///
/// HotSpot never compiles a method of more than 8,000 bytes (its HugeMethodLimit): a body that
/// outgrows this is divided.
///
/// @param whole up to so many bytes of code a body stays one method
/// @param part up to so many bytes of code a part is not divided further
record PartSize(int whole, int part) {
  /// HotSpot does not compile larger methods.
  static final int MAX_COMPILED = 8_000;

  /// Measured with 400 and 1,000 awaits: HotSpot inlines nothing more into a method that has grown
  /// to 8,000 bytes by inlining, so smaller parts run faster than the largest that it compiles.
  private static final int PART = 2_000;

  /// For tests, which divide small bodies: the size of a part. Everything larger is divided.
  static final String PROPERTY = "pollen.transform.partSize";

  /// Bytes that an await takes besides its moves: its place, second poll and cases of dispatches.
  static final int AWAIT_BYTES = 36;

  /// Bytes that move one value to its field and back, or null a field.
  private static final int MOVE_BYTES = 24;

  static PartSize current() {
    Integer ofTest = Integer.getInteger(PROPERTY);
    return ofTest == null ? new PartSize(MAX_COMPILED, PART) : new PartSize(ofTest, ofTest);
  }

  /// Whether a body's code might become too large for one method: else it need not be measured.
  boolean mayBeExceeded(BodyAnalysis analysis) {
    BodyCode body = analysis.body;
    int values = body.code.maxLocals() + body.code.maxStack();
    int awaits = analysis.awaits.size();
    return awaits > 0
        && 2L * body.code.codeLength() + awaits * (long) (AWAIT_BYTES + MOVE_BYTES * values)
            > whole;
  }
}
