package io.pollen.io.step;

import io.pollen.Future;
import org.jspecify.annotations.Nullable;

/// A way from a source to a sink that leads around the program's memory. One task at a time uses
/// it, for one operation after the other.
public interface Passage extends AutoCloseable {

  /// A source that may know such a way.
  interface Source {
    /// Opens one to `sink`, which begins with the source's next byte; null when there is none.
    @Nullable Passage passageTo(Object sink);
  }

  /// Takes bytes from the source, when all that was taken before has gone to the sink.
  ///
  /// @return their number; −1 at the end
  Future<Integer> fill();

  /// Gives at most `bytes` of those that are on the way to the sink.
  ///
  /// @return how many went
  Future<Integer> drain(int bytes);

  /// Ends it. What is on the way is lost.
  @Override
  void close();
}
