package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A stream socket at the level of its operations. Each `poll` method makes what progress is
/// possible now or answers Pending, with the context's waker stored; nothing is in flight in
/// between, so an operation is given up by not polling it again ([#forgetReader], [#forgetWriter]
/// release the waker).
///
/// One task at a time reads or connects, and one writes; the two may be different tasks. All
/// methods fail with `ClosedChannelException` after [#close].
public interface StreamSocket extends DriverSocket {
  /// The answer of a read or write that waits.
  int PENDING = -2;

  /// The answer of a read at the end of the stream.
  int END = -1;

  /// Gives the socket a local address, before it connects.
  void bind(SocketAddress local) throws IOException;

  /// Connects: the first call starts, further calls look whether it is done. Uses the writer's
  /// waker.
  ///
  /// @return whether the socket is connected
  /// @throws IOException when the connection failed: close the socket
  boolean pollConnect(Context cx, SocketAddress remote) throws IOException;

  /// Reads what is there, at least one byte, into `to`.
  ///
  /// @return the number of bytes (0 only when `to` is full), [#END] or [#PENDING]
  int pollRead(Context cx, ByteBuffer to) throws IOException;

  /// Reads into several buffers in order, from index `first` on.
  ///
  /// @return the number of bytes (0 only when all are full), [#END] or [#PENDING]
  int pollRead(Context cx, ByteBuffer[] to, int first) throws IOException;

  /// As [#pollRead(Context, ByteBuffer)], but leaves the bytes in the socket for the next read.
  int pollPeek(Context cx, ByteBuffer to) throws IOException;

  /// Writes what fits, at least one byte, from `from`.
  ///
  /// @return the number of bytes (0 only when `from` is empty), or [#PENDING]
  int pollWrite(Context cx, ByteBuffer from) throws IOException;

  /// Writes from several buffers in order, from index `first` on.
  ///
  /// @return the number of bytes (0 only when all are empty), or [#PENDING]
  int pollWrite(Context cx, ByteBuffer[] from, int first) throws IOException;

  /// Whether a read, or a write, may make progress now; if not, the context's waker is stored. It
  /// may be wrong once: [#tryRead] or [#tryWrite] then finds out, and the next answer is right.
  ///
  /// @param interest reading or writing
  boolean pollReady(Context cx, Interest interest) throws IOException;

  /// Reads what is there without waiting.
  ///
  /// @return the number of bytes (0 only when `to` is full), [#END], or [#PENDING] when there is
  ///   nothing: no waker is stored
  int tryRead(ByteBuffer to) throws IOException;

  /// Writes what fits without waiting.
  ///
  /// @return the number of bytes (0 only when `from` is empty), or [#PENDING] when nothing fits: no
  ///   waker is stored
  int tryWrite(ByteBuffer from) throws IOException;

  /// A call on the socket's descriptor that never waits.
  @FunctionalInterface
  interface Transfer {
    /// @return how many bytes it has moved, 0 at the end, or a negative errno
    int on(int fd);
  }

  /// Whether [#pollTransfer] works for one side: the socket is a descriptor, and all bytes of that
  /// side go by it.
  default boolean canTransfer(Interest side) {
    return false;
  }

  /// Makes `call`, which reads or writes, when it may make progress.
  ///
  /// @return the number of bytes, [#END] or [#PENDING]
  default int pollTransfer(Context cx, Interest side, Transfer call) throws IOException {
    throw new UnsupportedOperationException("this socket is no descriptor");
  }

  /// Closes this and leaves the descriptor open: it is the caller's.
  ///
  /// @throws UnsupportedOperationException when there is none to give
  default int giveAway() throws IOException {
    throw new UnsupportedOperationException(
        "the NIO driver's sockets do not give their descriptors away: use epoll");
  }

  /// Releases the waker of a read that its owner gave up.
  void forgetReader();

  /// Releases the waker of a write or connect that its owner gave up.
  void forgetWriter();

  /// Ends the incoming direction: reads answer [#END].
  void shutdownInput() throws IOException;

  /// Ends the outgoing direction: the peer reads the end, after what was written.
  void shutdownOutput() throws IOException;

  /// The address of the other side.
  SocketAddress remoteAddress() throws IOException;

  /// Who made the other end of a Unix stream.
  ///
  /// @throws UnsupportedOperationException when the driver cannot tell
  PeerCredentials peerCredentials() throws IOException;

  /// Takes the error that the system keeps for the socket; null when there is none.
  ///
  /// @throws UnsupportedOperationException when the driver cannot tell
  @Nullable IOException takeError() throws IOException;
}
