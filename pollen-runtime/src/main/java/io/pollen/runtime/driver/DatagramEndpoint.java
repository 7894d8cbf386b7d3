package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.MessageVector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A datagram socket at the level of its operations; what [StreamSocket] says of polls, tasks and
/// closing holds here, too. Each datagram is one system call, or each vector of them.
public interface DatagramEndpoint extends DriverSocket {
  /// The answer of a send that waits.
  int PENDING = StreamSocket.PENDING;

  /// A datagram that has been received.
  ///
  /// @param count how many of its bytes are in the buffer
  /// @param length how many it has: the others are gone
  /// @param sender null when it was not asked for
  record Arrival(int count, int length, @Nullable SocketAddress sender) {}

  /// Gives the socket a local address.
  ///
  /// @throws java.net.BindException when the address cannot be had; its message says what to do
  void bind(SocketAddress local) throws IOException;

  /// Chooses the only peer to send to and to receive from. It never waits.
  void connect(SocketAddress remote) throws IOException;

  /// The peer that was chosen.
  SocketAddress remoteAddress() throws IOException;

  /// Sends all of `from` as one datagram.
  ///
  /// @param to null: to the peer that was chosen
  /// @return the number of bytes, or [#PENDING]
  /// @throws java.net.PortUnreachableException when the peer has told that nothing receives there
  int pollSend(Context cx, ByteBuffer from, @Nullable SocketAddress to) throws IOException;

  /// Receives one datagram into `to`, as far as it fits, or answers null with the context's waker
  /// stored.
  ///
  /// @param peek whether it stays in the socket for the next call
  /// @param withSender whether the answer is to say who sent it
  /// @throws java.net.PortUnreachableException when the peer has told that nothing receives there
  @Nullable Arrival pollReceive(Context cx, ByteBuffer to, boolean peek, boolean withSender)
      throws IOException;

  /// Sends all of `from` as one datagram without waiting.
  ///
  /// @param to null: to the peer that was chosen
  /// @return the number of bytes, or [#PENDING] when there is no room: no waker is stored
  int trySend(ByteBuffer from, @Nullable SocketAddress to) throws IOException;

  /// Receives one datagram into `to`, as far as it fits, without waiting.
  ///
  /// @return null when there is none: no waker is stored
  @Nullable Arrival tryReceive(ByteBuffer to) throws IOException;

  /// Whether a receive, or a send, may make progress now; if not, the context's waker is stored. As
  /// [StreamSocket#pollReady].
  boolean pollReady(Context cx, Interest interest) throws IOException;

  /// Receives at least one datagram and as many as are there and fit, in place of what `into`
  /// holds.
  ///
  /// @return how many, or [#PENDING]
  int pollReceive(Context cx, MessageVector into) throws IOException;

  /// Sends all that `from` has not sent yet, in order; it counts them, also before a failure.
  ///
  /// @return how many are sent altogether, or [#PENDING]
  int pollSend(Context cx, MessageVector from) throws IOException;

  /// Joins or leaves a multicast group on an interface. Any thread.
  void membership(InetAddress group, NetworkInterface on, boolean join) throws IOException;

  /// Releases the waker of a receive that its owner gave up.
  void forgetReader();

  /// Releases the waker of a send that its owner gave up.
  void forgetWriter();
}
