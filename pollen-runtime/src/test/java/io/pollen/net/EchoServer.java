package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// A server that tests treat badly, to ask afterwards whether it still answers. Its peers are plain
/// sockets of java.net. A connection is closed when its future ends, and how that ended is kept.
final class EchoServer implements AutoCloseable {
  /// Those of its connections, in the order in which they came.
  final Queue<TcpStream> streams = new ConcurrentLinkedQueue<>();

  /// What its connections failed with.
  final Queue<IOException> failures = new ConcurrentLinkedQueue<>();

  private final TcpListener listener;
  private final Running<Void> accepting;

  private EchoServer(World world, Function<TcpStream, Future<Void>> handler) throws Exception {
    listener = world.get(TcpListener.bind("127.0.0.1", 0));
    accepting = world.start(accept(world, handler));
  }

  /// One that echoes.
  static EchoServer open(World world) throws Exception {
    return open(world, EchoServer::echo);
  }

  static EchoServer open(World world, Function<TcpStream, Future<Void>> handler) throws Exception {
    return new EchoServer(world, handler);
  }

  static Future<Void> echo(TcpStream stream) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
      while (await(stream.read(buffer.clear())) >= 0) {
        await(stream.writeAll(buffer.flip()));
      }
    });
  }

  private Future<Void> accept(World world, Function<TcpStream, Future<Void>> handler) {
    return async(() -> {
      while (true) {
        TcpStream stream = await(listener.accept());
        streams.add(stream);
        world.start(served(stream, handler.apply(stream)));
      }
    });
  }

  @SuppressWarnings("pollen:resourceInBlock") // polled without a runtime around it, too
  private Future<Void> served(TcpStream stream, Future<Void> future) {
    return async(() -> {
      try (stream) {
        await(future);
      } catch (IOException e) {
        failures.add(e);
      }
    });
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  int port() throws IOException {
    return listener.localAddress().getPort();
  }

  /// A client that has just come gets its echo. For servers that echo.
  void assertAnswers() throws IOException {
    try (Socket fresh = connect()) {
      byte[] question = "are you there?".getBytes();
      fresh.getOutputStream().write(question);
      assertThat(fresh.getInputStream().readNBytes(question.length)).isEqualTo(question);
    }
  }

  /// Closes the connection at once, with a reset.
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /// Stops accepting; connections go on.
  @Override
  public void close() throws Exception {
    accepting.drop();
    accepting.settle();
    listener.close();
  }
}
