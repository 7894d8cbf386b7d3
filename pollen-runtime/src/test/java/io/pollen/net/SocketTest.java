package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// What tests of sockets share: a connected pair, and the look at what is left behind.
abstract class SocketTest {

  /// A scenario on an open world.
  interface Scenario {
    void run(World world) throws Exception;
  }

  /// Runs `scenario`, then checks that no task or timer is left, and that the sockets are gone from
  /// the drivers and from the process.
  static void in(World.Kind kind, Scenario scenario) throws Exception {
    try (World warmUp = kind.open()) { // files that the JVM opens once: class path, random source
      Pair.open(warmUp).close();
      new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close(); // and java.net a socket
    }
    int descriptors = descriptors();
    try (World world = kind.open()) {
      scenario.run(world);
      assertReaches(0, world::liveTasks, "live tasks");
      assertReaches(0, world::timers, "workers with a timer");
      assertReaches(0, world::registered, "registered sockets");
    }
    assertReaches(descriptors, SocketTest::descriptors, "descriptors");
  }

  /// Waits until `value` gives `expected`; a socket may be closed by the last thread that uses it.
  static void assertReaches(int expected, IntSupplier value, String what) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    int now = value.getAsInt();
    while (now != expected && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
      now = value.getAsInt();
    }
    assertThat(now).as(what).isEqualTo(expected);
  }

  static int descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return (int)
          open.filter(
                  fd -> {
                    try {
                      String target = Files.readSymbolicLink(fd).toString();
                      return target.startsWith("socket:")
                          || target.startsWith("anon_inode:")
                          || target.startsWith("pipe:");
                    } catch (IOException e) {
                      return false; // the directory that is being listed, gone again
                    }
                  })
              .count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static UdpSocket udp(World world) throws Exception {
    return world.get(UdpSocket.bind("127.0.0.1", 0));
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  /// Two ends of a connection.
  record Pair(TcpStream client, TcpStream server) implements AutoCloseable {
    static Pair open(World world) throws Exception {
      try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
        return open(world, listener);
      }
    }

    /// Connects to `listener`. A stranger may connect in between: other programs of this machine
    /// probe ports, too.
    static Pair open(World world, TcpListener listener) throws Exception {
      World.Running<TcpStream> accepted = world.start(listener.accept());
      TcpStream client = world.get(TcpStream.connect(listener.localAddress()));
      TcpStream server = accepted.get();
      while (!isPeer(server, client)) {
        server.close();
        server = world.get(listener.accept());
      }
      return new Pair(client, server);
    }

    private static boolean isPeer(TcpStream server, TcpStream client) throws IOException {
      InetSocketAddress own = client.localAddress();
      try {
        return server.remoteAddress().equals(own);
      } catch (IOException e) {
        return false; // a stranger who has reset the connection has no address any more
      }
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }
}
