package io.pollen.net.dns;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.net.UdpSocket;
import io.pollen.runtime.AsyncRuntime;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A name server on 127.0.0.1, in a runtime of its own, that says what a test wants it to.
final class NameServer implements AutoCloseable {
  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();
  private final UdpSocket socket;
  private final TcpListener listener;
  private final Function<Asked, List<byte[]>> script;

  /// What it was asked, in this order.
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /// A question.
  record Asked(int id, String name, int type, boolean tcp, InetSocketAddress sender) {
    boolean isFour() {
      return type == Question.A;
    }

    @Override
    public String toString() {
      return name + (isFour() ? " A" : " AAAA") + (tcp ? " tcp" : "");
    }
  }

  private NameServer(Function<Asked, List<byte[]>> script) throws Exception {
    this.script = script;
    Sockets sockets = Sockets.open(runtime);
    this.socket = sockets.udp;
    this.listener = sockets.tcp;
    runtime.spawn(datagrams());
    runtime.spawn(connections());
  }

  /// Two sockets with the same port.
  private record Sockets(TcpListener tcp, UdpSocket udp) {
    static Sockets open(AsyncRuntime runtime) throws Exception {
      while (true) {
        TcpListener tcp = runtime.blockOn(TcpListener.bind("127.0.0.1", 0));
        try {
          return new Sockets(tcp, runtime.blockOn(UdpSocket.bind(tcp.localAddress())));
        } catch (BindException taken) {
          tcp.close(); // by somebody else, for UDP: another port, then
        }
      }
    }
  }

  /// @param script the messages that follow a question, none for silence
  static NameServer saying(Function<Asked, List<byte[]>> script) throws Exception {
    return new NameServer(script);
  }

  /// @param script the answer to a question
  static NameServer answering(Function<Asked, Reply> script) throws Exception {
    return saying(asked -> List.of(script.apply(asked).bytes()));
  }

  InetSocketAddress address() throws Exception {
    return socket.localAddress();
  }

  private Future<Void> datagrams() {
    return async(() -> {
      while (true) {
        ByteBuffer buffer = ByteBuffer.allocate(512);
        UdpSocket.Datagram datagram = await(socket.recvFrom(buffer));
        for (byte[] answer : script.apply(read(buffer.flip(), false, datagram.sender()))) {
          await(socket.sendTo(ByteBuffer.wrap(answer), datagram.sender()));
        }
      }
    });
  }

  private Future<Void> connections() {
    return async(() -> {
      while (true) {
        spawn(connection(await(listener.accept())));
      }
    });
  }

  private Future<Void> connection(TcpStream accepted) {
    return async(() -> {
      try (TcpStream stream = accepted) {
        ByteBuffer length = ByteBuffer.allocate(2);
        await(stream.readExactly(length));
        ByteBuffer question = ByteBuffer.allocate(length.getShort(0));
        await(stream.readExactly(question));
        for (byte[] answer : script.apply(read(question.flip(), true, stream.remoteAddress()))) {
          ByteBuffer head = ByteBuffer.allocate(2).putShort((short) answer.length).flip();
          await(stream.writeAll(head, ByteBuffer.wrap(answer)));
        }
        await(stream.readAll(1)); // until the other side is content
      }
    });
  }

  private Asked read(ByteBuffer message, boolean tcp, InetSocketAddress sender) {
    int id = message.getShort() & 0xFFFF;
    message.position(12);
    StringBuilder name = new StringBuilder();
    for (int length = message.get(); length > 0; length = message.get()) {
      byte[] label = new byte[length];
      message.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    Asked question = new Asked(id, name.toString(), message.getShort(), tcp, sender);
    asked.add(question);
    return question;
  }

  List<String> questions() {
    return asked.stream().map(Asked::toString).toList();
  }

  @Override
  public void close() {
    runtime.close();
    socket.close();
    listener.close();
  }
}
