package io.pollen.io.step;

import io.pollen.Future;
import io.pollen.runtime.driver.StreamSocket;
import org.jspecify.annotations.Nullable;

/// A way from a source to a sink that leads around the program's memory. One task at a time uses
/// it, for one operation after the other.
public interface Passage extends AutoCloseable {

  /// A source that may know such a way.
  interface Source {
    /// From how many bytes in one read on it is worth to ask.
    int worthFrom();

    /// Opens one to `sink`, which begins with the source's next byte; null when there is none.
    @Nullable Passage passageTo(Object sink);
  }

  /// A sink that a source may know a way to.
  interface Sink {
    /// Its end of such a way; null when it has none.
    @Nullable Outlet outlet();
  }

  /// By this a source has bytes moved to the descriptor of a sink.
  @FunctionalInterface
  interface Outlet {
    /// Makes `call` in a poll in which there may be room, and again when there was none. As a write
    /// otherwise: in its order, with its failures, for one task at a time.
    ///
    /// @return the answer of the call
    Future<Integer> move(StreamSocket.Transfer call);
  }

  /// Takes bytes from the source, when all that was taken before has gone to the sink.
  ///
  /// @return their number; −1 at the end; 0 when it leads no further: close it, and go on with the
  ///   source's next byte in another way
  Future<Integer> fill();

  /// Gives at most `bytes` of those that are on the way to the sink.
  ///
  /// @return how many went; 0 when none is on the way any more: fill again
  Future<Integer> drain(int bytes);

  /// Ends it. What is on the way is lost.
  @Override
  void close();
}
