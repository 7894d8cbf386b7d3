package io.pollen.runtime.driver;

import io.pollen.Context;
import java.nio.ByteBuffer;

/// One read of a file that a driver has begun.
public interface FileRead {
  /// It is under way, and the waker is stored.
  int PENDING = -1;

  /// It has ended without bytes: a read on the pool does better, or tells why not.
  int FAILED = -2;

  /// Hands over what was read, once. The one task that reads.
  ///
  /// @param to has room for as many bytes as were asked for
  /// @return the number of bytes, which is less than was asked for where the file ends; 0 at its
  ///   end; [#PENDING]; [#FAILED]
  int poll(Context cx, ByteBuffer to);

  /// Nobody wants the bytes, or the answer has been given. Once.
  void drop();
}
