package io.pollen.net.dns;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import io.pollen.net.UdpSocket;
import io.pollen.net.UdpSocket.Datagram;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Asks a server by one datagram and waits for its answer. What is no answer to this question is
/// passed over, as RFC 5452, section 9.1, wants it: somebody may be guessing. To be guessed are the
/// id and the port, for each exchange has a socket of its own, which the system gives a random one.
/// It is connected, which keeps datagrams of others out, but for those that came before that: so
/// the sender is looked at, too.
final class UdpExchange extends Steps<Message> {
  /// More than the 512 bytes that RFC 1035, section 2.3.4, allows a server that was not asked for
  /// more.
  private static final int MOST_BYTES = 1232;

  private static final InetSocketAddress ANY_4 = any("0.0.0.0");
  private static final InetSocketAddress ANY_6 = any("::");

  private final UdpSocket socket;
  private final InetSocketAddress server;
  private final Question question;
  private final int id;
  private final ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
  private @Nullable Message answer;

  private UdpExchange(UdpSocket socket, InetSocketAddress server, Question question, int id) {
    this.socket = socket;
    this.server = server;
    this.question = question;
    this.id = id;
  }

  private static InetSocketAddress any(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 0);
  }

  /// **Cancel-safe**: a drop closes the socket. No limit of time.
  static Future<Message> with(InetSocketAddress server, Question question, int id) {
    return socketFor(server.getAddress()).flatMap(socket -> over(socket, server, question, id));
  }

  /// @param socket belongs to the exchange
  static Future<Message> over(
      UdpSocket socket, InetSocketAddress server, Question question, int id) {
    return new UdpExchange(socket, server, question, id);
  }

  /// A socket that can be connected to `remote`.
  static Future<UdpSocket> socketFor(InetAddress remote) {
    return UdpSocket.bind(remote instanceof Inet6Address ? ANY_6 : ANY_4);
  }

  @Override
  protected Future<?> first() {
    return socket.connect(server);
  }

  @Override
  protected @Nullable Future<?> next(Object done) throws MalformedMessageException {
    if (done == socket) { // connected
      return socket.send(question.message(id));
    }
    if (done instanceof Datagram datagram && isServer(datagram.sender())) {
      answer = Message.answering(question, id, buffer.flip());
      if (answer != null) {
        return null;
      }
    }
    return socket.recvFrom(buffer.clear());
  }

  private boolean isServer(InetSocketAddress sender) {
    InetAddress address = server.getAddress(); // 0.0.0.0 is this machine, by any of its addresses
    return sender.getPort() == server.getPort()
        && (address.isAnyLocalAddress() || address.equals(sender.getAddress()));
  }

  @Override
  @SuppressWarnings("NullAway") // it ends with an answer
  protected Message result() {
    return answer;
  }

  @Override
  protected void ended() {
    socket.close();
  }

  @Override
  protected String label() {
    return "asking for " + question + " by UDP";
  }
}
