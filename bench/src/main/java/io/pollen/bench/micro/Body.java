package io.pollen.bench.micro;

/// A shape, ready to run on one library: its runtime is open.
@FunctionalInterface
public interface Body extends AutoCloseable {
  /// Does the shape's operations once and waits for their end.
  void run() throws Exception;

  /// Ends the runtime.
  @Override
  default void close() throws Exception {}

  /// This body, with `end` as its [#close].
  default Body closing(AutoCloseable end) {
    Body body = this;
    return new Body() {
      @Override
      public void run() throws Exception {
        body.run();
      }

      @Override
      public void close() throws Exception {
        end.close();
      }
    };
  }
}
