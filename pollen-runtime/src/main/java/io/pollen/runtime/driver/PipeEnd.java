package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One end of a pipe, at the level of its only operation; what [StreamSocket] says of polls, tasks
/// and closing holds here, too.
public interface PipeEnd extends AutoCloseable {
  /// Reads into the buffers, or writes from them, in order and from index `first` on.
  ///
  /// @return the number of bytes (0 only when all are full, or empty), [StreamSocket#END] or
  ///   [StreamSocket#PENDING]
  int poll(Context cx, ByteBuffer[] buffers, int first) throws IOException;

  /// Releases the waker of an operation that its owner gave up.
  void forget();

  /// Whether [#close] has not been called. Any thread.
  boolean isOpen();

  /// Closes this end; idempotent, never fails, from any thread.
  @Override
  void close();
}
