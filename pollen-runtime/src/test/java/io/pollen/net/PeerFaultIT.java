package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Peers that reset, fall silent or are killed: whoever waits for them is told, nothing is left,
/// and others are served.
class PeerFaultIT extends SocketTest {
  /// More than the system takes for a peer that does not read.
  private static final ByteBuffer ENDLESS = ByteBuffer.allocateDirect(50_000_000);

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aResetEndsReadsThatWait(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (EchoServer server = EchoServer.open(world)) {
            for (int i = 1; i <= 20; i++) {
              Socket client = server.connect();
              assertReaches(i, () -> reading(server), "reads that wait");
              EchoServer.reset(client);
              assertReaches(i, server.failures::size, "failures");
            }
            assertThat(server.failures)
                .allSatisfy(failure ->
                    assertThat(failure)
                        .isInstanceOf(SocketException.class)
                        .hasMessage("connection reset by the peer"));
            server.assertAnswers();
          }
        });
  }

  private static int reading(EchoServer server) {
    return (int)
        server.streams.stream()
            .filter(stream -> !stream.isOpen() || !stream.reading.isFree())
            .count();
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aResetEndsWritesThatWait(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (EchoServer server =
              EchoServer.open(world, stream -> stream.writeAll(ENDLESS.duplicate()))) {
            for (int i = 1; i <= 5; i++) {
              Socket client = server.connect();
              assertReaches(i, server.streams::size, "connections");
              TcpStream stream = List.copyOf(server.streams).getLast();
              assertReaches(1, () -> stream.writing.isFree() ? 0 : 1, "a write that waits");
              EchoServer.reset(client);
              assertReaches(i, server.failures::size, "failures");
            }
            assertThat(server.failures).allMatch(SocketException.class::isInstance);
            try (Socket fresh = server.connect()) {
              assertThat(fresh.getInputStream().readNBytes(100_000)).hasSize(100_000);
            }
          }
        });
  }

  /// One of the two gets the error from the system, and the other sees that the connection is over.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aResetEndsAReadAndAWriteOfTwoTasks(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Integer> read = world.start(pair.server().read(ByteBuffer.allocate(1)));
            Running<Void> write = world.start(pair.server().writeAll(ENDLESS.duplicate()));
            TcpStreamIT.awaitWaiting(pair.server());
            assertReaches(1, () -> pair.server().writing.isFree() ? 0 : 1, "a write that waits");
            pair.client().linger(Duration.ZERO);
            pair.client().close();
            assertThatThrownBy(write::get).isInstanceOf(SocketException.class);
            read.settle();
            if (!read.result().isCompletedExceptionally()) {
              assertThat(read.get()).isEqualTo(-1);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aResetThatCameWhileNobodyWaitedIsTheNextOperations(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          for (boolean reads : new boolean[] {true, false}) {
            try (Pair pair = Pair.open(world)) {
              pair.client().linger(Duration.ZERO);
              pair.client().close();
              assertThatThrownBy(
                      () -> {
                        for (int i = 0; i < 10_000; i++) { // a write may be faster than the reset
                          world.get(
                              reads
                                  ? pair.server().read(ByteBuffer.allocate(1))
                                  : pair.server().write(bytes("x")));
                        }
                      })
                  .isInstanceOf(SocketException.class)
                  .hasMessage("connection reset by the peer");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void connectionsThatAreResetBeforeTheyAreAcceptedDisturbNobody(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            for (int i = 0; i < 20; i++) {
              EchoServer.reset(
                  new Socket("127.0.0.1", listener.localAddress().getPort())); // nobody accepts yet
            }
            try (Socket last = new Socket("127.0.0.1", listener.localAddress().getPort())) {
              last.getOutputStream().write('x');
              assertThat(world.get(firstThatSpeaks(listener))).isEqualTo((byte) 'x');
            }
          }
        });
  }

  private static Future<Byte> firstThatSpeaks(TcpListener listener) {
    return async(() -> {
      while (true) {
        try (TcpStream stream = await(listener.accept())) {
          ByteBuffer one = ByteBuffer.allocate(1);
          if (await(stream.read(one)) == 1) {
            return one.get(0);
          }
        } catch (SocketException e) {
          // one of those that are gone
        }
      }
    });
  }

  /// How a server survives peers that are gone without a word: a limit for each step.
  private static Future<Void> withinLimits(TcpStream stream, Duration limit) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
      try {
        while (await(timeout(limit, stream.read(buffer.clear()))) >= 0) {
          await(timeout(limit, stream.writeAll(buffer.flip())));
        }
      } catch (TimeoutException e) {
        throw new IOException(e); // the connection is closed with it
      }
    });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_THREAD_.*")
  void aPeerThatFallsSilentCostsNoMoreThanTheLimit(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (EchoServer server =
              EchoServer.open(world, stream -> withinLimits(stream, Duration.ofMillis(300)))) {
            try (Socket silent = server.connect();
                Socket half = server.connect()) {
              half.getOutputStream().write(7);
              assertThat(half.getInputStream().read()).isEqualTo(7);
              assertThat(silent.getInputStream().read()).isEqualTo(-1);
              assertThat(half.getInputStream().read()).isEqualTo(-1);
            }
            try (Socket deaf = server.connect()) { // sends, and reads nothing
              assertThatThrownBy(() -> deaf.getOutputStream().write(new byte[ENDLESS.capacity()]))
                  .isInstanceOf(SocketException.class);
            }
            assertReaches(3, server.failures::size, "failures");
            assertThat(server.failures)
                .extracting(Throwable::getCause)
                .allMatch(TimeoutException.class::isInstance);
            server.assertAnswers();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPeerThatIsKilledLeavesNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (EchoServer server = EchoServer.open(world)) {
            try (Peer peer =
                Peer.start(
                    server,
                    """
                    import signal, socket, sys
                    address = ('127.0.0.1', int(sys.argv[1]))
                    sockets = [socket.create_connection(address) for i in range(30)]
                    for s in sockets[:10]:    # idle
                      s.sendall(b'hello')
                      assert s.recv(5, socket.MSG_WAITALL) == b'hello'
                    for s in sockets[10:20]:  # with bytes in both directions, and more to come
                      s.setblocking(False)
                      try:
                        while True: s.send(b'x' * 65536)
                      except BlockingIOError: pass
                    for s in sockets[20:25]:  # at their end
                      s.shutdown(socket.SHUT_WR)
                    print('ready', flush=True)
                    signal.pause()
                    """)) {
              assertReaches(30, server.streams::size, "connections");
              peer.process().destroyForcibly().waitFor(); // kill -9
              assertReaches(1, world::liveTasks, "tasks: the one that accepts");
              server.assertAnswers();
            }
          }
        });
  }

  /// Programs that stop, as under a debugger or on a machine that swaps, come back.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPeerThatIsStoppedAndGoesOnMissesNothing(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (EchoServer server = EchoServer.open(world)) {
            try (Peer peer =
                Peer.start(
                    server,
                    """
                    import os, socket, sys, threading
                    s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
                    sent = os.urandom(20_000_000)
                    sender = threading.Thread(target=lambda: (s.sendall(sent), s.shutdown(socket.SHUT_WR)))
                    sender.start()
                    got = [s.recv(1000)]
                    print('ready', flush=True)
                    while chunk := s.recv(1 << 20):
                      got.append(chunk)
                    print('same' if b''.join(got) == sent else 'different', flush=True)
                    sys.stdin.readline()  # nobody stops or continues one that is gone
                    """)) {
              for (int i = 0; i < 5; i++) {
                peer.signal("-STOP");
                server.assertAnswers();
                peer.signal("-CONT");
              }
              assertThat(peer.said().readLine()).isEqualTo("same");
              peer.process().getOutputStream().close();
              assertThat(peer.process().waitFor()).isZero();
            }
          }
        });
  }
}
