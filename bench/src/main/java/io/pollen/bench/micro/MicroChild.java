package io.pollen.bench.micro;

/// A JVM that runs one shape on one library, round by round as its parent says.
public final class MicroChild {
  private MicroChild() {}

  /// Arguments: library, shape.
  public static void main(String[] args) throws Exception {
    Shape shape = Shapes.named(args[1]);
    Rounds.serve(Library.valueOf(args[0]).open(shape), shape.ops());
  }
}
