package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.net.World.Running;
import io.pollen.runtime.driver.PeerCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnixStreamIT extends SocketTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void path() {
    path = folder.resolve("socket");
  }

  /// What the JVM opens once for Unix sockets.
  private static void unix(World.Kind kind, Scenario scenario) throws Exception {
    try (World warmUp = kind.open()) {
      UnixStream.Pair pair = warmUp.get(UnixStream.pair());
      pair.left().close();
      pair.right().close();
    }
    in(kind, scenario);
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void whatOneSideWritesTheOtherReads(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          try (UnixListener listener = world.get(UnixListener.bind(path))) {
            Running<UnixStream> accepted = world.start(listener.accept());
            try (UnixStream client = world.get(UnixStream.connect(path));
                UnixStream server = accepted.get()) {
              Running<String> read = world.start(server.readString(100));
              world.get(client.writeAll(bytes("hello "), bytes("there")));
              world.get(client.shutdownOutput());
              assertThat(read.get()).isEqualTo("hello there");
              world.get(server.writeAll(bytes("and back")));
              server.close();
              assertThat(world.get(client.readString(100))).isEqualTo("and back");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void addressesArePathsOrNone(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          try (UnixListener listener = world.get(UnixListener.bind(path));
              UnixStream client = world.get(UnixStream.connect(listener.localAddress()));
              UnixStream server = world.get(listener.accept())) {
            assertThat(listener.localAddress()).isEqualTo(UnixAddress.of(path));
            assertThat(client.remoteAddress().path()).contains(path);
            assertThat(client.localAddress().isUnnamed()).isTrue();
            assertThat(server.remoteAddress().isUnnamed()).isTrue();
            assertThat(client.toString()).isEqualTo("UnixStream[(unnamed), " + path + "]");
            assertThat(listener.toString()).isEqualTo("UnixListener[" + path + "]");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void theFileStaysAndTheNextBindSaysWhatToDo(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          world.get(UnixListener.bind(path)).close();
          assertThat(path).exists();
          assertThatThrownBy(() -> world.get(UnixListener.bind(path)))
              .isInstanceOf(BindException.class)
              .hasMessage(path + " is there already: if no program listens on it, delete it first");
          assertThatThrownBy(() -> world.get(UnixStream.connect(path)))
              .isInstanceOf(ConnectException.class)
              .hasMessage("connection refused: " + path + ": nothing listens there any more");
          Files.delete(path);
          world.get(UnixListener.bind(path)).close();
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPathWithoutSocketOrDirectoryGetsAClearMessage(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          assertThatThrownBy(() -> world.get(UnixStream.connect(path)))
              .isInstanceOf(ConnectException.class)
              .hasMessage(
                  "no socket at %s: start the program that listens there, or check the path"
                      .formatted(path));
          Path nowhere = folder.resolve("missing/socket");
          assertThatThrownBy(() -> world.get(UnixListener.bind(nowhere)))
              .isInstanceOf(BindException.class)
              .hasMessage("cannot make a socket at %s: its directory does not exist", nowhere);
        });
  }

  /// A Unix socket cannot wait for room in a backlog: the kernel would not tell.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aFullBacklogRefusesAndRoomInItAcceptsAgain(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          List<UnixStream> clients = new ArrayList<>();
          try (UnixListener listener = world.get(UnixListener.bind(UnixAddress.of(path), 1))) {
            assertThatThrownBy(
                    () -> {
                      while (clients.size() < 100) {
                        clients.add(world.get(UnixStream.connect(path)));
                      }
                    })
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("full backlog");
            world.get(listener.accept()).close();
            clients.add(world.get(UnixStream.connect(path)));
          } finally {
            clients.forEach(UnixStream::close);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void tenMegabytesCrossInBothDirectionsAsTheyWereSent(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream left = pair.left();
              UnixStream right = pair.right()) {
            List<Running<Long>> sums = new ArrayList<>();
            sums.add(world.start(send(left, 1)));
            sums.add(world.start(send(right, 2)));
            assertThat(world.start(receive(left)).get()).isEqualTo(sums.get(1).get());
            assertThat(world.start(receive(right)).get()).isEqualTo(sums.get(0).get());
          }
        });
  }

  private static Future<Long> send(SocketStream stream, int seed) {
    return async(() -> {
      Random random = new Random(seed);
      CRC32 sum = new CRC32();
      byte[] chunk = new byte[100_003];
      for (int i = 0; i < 50; i++) {
        random.nextBytes(chunk);
        sum.update(chunk);
        await(stream.writeAll(ByteBuffer.wrap(chunk)));
      }
      await(stream.shutdownOutput());
      return sum.getValue();
    });
  }

  private static Future<Long> receive(SocketStream stream) {
    return async(() -> {
      CRC32 sum = new CRC32();
      ByteBuffer buffer = ByteBuffer.allocateDirect(60_001);
      while (await(stream.read(buffer.clear())) >= 0) {
        sum.update(buffer.flip());
      }
      return sum.getValue();
    });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReadLosesNoByte(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream left = pair.left();
              UnixStream right = pair.right()) {
            byte[] sent = new byte[2_000];
            new Random(5).nextBytes(sent);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            int next = 0;
            while (received.size() < sent.length) {
              ByteBuffer buffer = ByteBuffer.allocate(64);
              Running<Integer> read = world.start(right.read(buffer));
              if (next < sent.length) {
                world.get(left.writeAll(ByteBuffer.wrap(sent, next, 10)));
                next += 10;
              }
              if (next < sent.length) {
                read.drop(); // races with the bytes: it has them, or they stay
              }
              read.settle();
              received.write(buffer.array(), 0, buffer.position());
            }
            assertThat(received.toByteArray()).isEqualTo(sent);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedAcceptLosesNoConnection(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          try (UnixListener listener = world.get(UnixListener.bind(path))) {
            int accepted = 0;
            List<UnixStream> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
              Running<UnixStream> accept = world.start(listener.accept());
              clients.add(world.get(UnixStream.connect(path)));
              accept.drop(); // races with the connection
              accept.settle();
              if (!accept.result().isCompletedExceptionally()) {
                accept.get().close();
                accepted++;
              }
            }
            while (accepted < clients.size()) {
              world.get(listener.accept()).close();
              accepted++;
            }
            for (UnixStream client : clients) {
              assertThat(world.get(client.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
              client.close();
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void incomingConnectionsAreServedUntilTheListenerIsClosed(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixListener listener = world.get(UnixListener.bind(path));
          Incoming<UnixStream> incoming = listener.incoming();
          for (int i = 0; i < 3; i++) {
            Running<UnixStream> next = world.start(incoming.next());
            world.get(UnixStream.connect(path)).close();
            next.get().close();
          }
          Running<UnixStream> last = world.start(incoming.next());
          assertReaches(1, () -> listener.isOpen() && !last.isDone() ? 1 : 0, "an accept");
          listener.close();
          assertThatThrownBy(last::get).isInstanceOf(ClosedChannelException.class);
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void halvesEndTheirDirectionAndReunite(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          OwnedHalves<UnixStream> left = pair.left().intoSplit();
          OwnedHalves<UnixStream> right = pair.right().intoSplit();
          assertThat(right.reunite()).isSameAs(pair.right());
          world.get(left.writer().writeAll(bytes("bye")));
          left.writer().close();
          assertThat(world.get(pair.right().readString(10))).isEqualTo("bye");
          left.reader().close();
          assertThat(pair.left().isOpen()).isFalse();
          assertThatThrownBy(
                  () -> {
                    for (int i = 0; i < 100; i++) { // a driver may send later, and then says so
                      world.get(pair.right().writeAll(bytes("nobody hears")));
                    }
                  })
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("broken pipe");
          pair.right().close();
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingWakesAReadThatWaits(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream left = pair.left()) {
            Running<Integer> read = world.start(left.read(ByteBuffer.allocate(1)));
            assertReaches(1, () -> left.reading.isFree() ? 0 : 1, "a read that waits");
            left.close();
            assertThatThrownBy(read::get).isInstanceOf(AsynchronousCloseException.class);
          } finally {
            pair.right().close();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void abstractNamesAreOfEpollOnly(World.Kind kind) throws Exception {
    UnixAddress name = UnixAddress.ofAbstract("pollen-test-" + System.nanoTime());
    unix(
        kind,
        world -> {
          if (kind.isNio()) {
            assertThatThrownBy(() -> world.get(UnixListener.bind(name)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                    "the NIO driver has no abstract names: use a path, or the epoll driver");
            assertThatThrownBy(() -> world.get(UnixStream.connect(name)))
                .isInstanceOf(UnsupportedOperationException.class);
            return;
          }
          try (UnixListener listener = world.get(UnixListener.bind(name));
              UnixStream client = world.get(UnixStream.connect(name));
              UnixStream server = world.get(listener.accept())) {
            assertThat(listener.localAddress()).isEqualTo(name).hasToString(name.toString());
            assertThat(client.remoteAddress().abstractName()).isEqualTo(name.abstractName());
            world.get(client.writeAll(bytes("x")));
            assertThat(world.get(server.read(ByteBuffer.allocate(9)))).isEqualTo(1);
          }
          assertThatThrownBy(() -> world.get(UnixStream.connect(name)))
              .isInstanceOf(ConnectException.class);
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void thePeerIsKnownOnEpoll(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          try (UnixListener listener = world.get(UnixListener.bind(path));
              UnixStream client = world.get(UnixStream.connect(path));
              UnixStream server = world.get(listener.accept())) {
            if (kind.isNio()) {
              assertThatThrownBy(server::peerCredentials)
                  .isInstanceOf(UnsupportedOperationException.class);
              return;
            }
            PeerCredentials peer = server.peerCredentials();
            assertThat(peer.pid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat((int) peer.uid()).isEqualTo(Files.getAttribute(path, "unix:uid"));
            assertThat((int) peer.gid()).isEqualTo(Files.getAttribute(path, "unix:gid"));
            assertThat(client.peerCredentials()).isEqualTo(peer);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void optionsOfTheSocketWorkAndThoseOfTcpDoNot(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          try (UnixStream left = pair.left();
              UnixStream right = pair.right()) {
            left.option(StandardSocketOptions.SO_SNDBUF, 50_000);
            assertThat(left.option(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(50_000);
            assertThatThrownBy(() -> right.option(StandardSocketOptions.IP_TOS, 1))
                .isInstanceOf(UnsupportedOperationException.class);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void programsInOtherLanguagesAreUnderstood(World.Kind kind) throws Exception {
    try (World world = kind.open();
        UnixListener listener = world.get(UnixListener.bind(path))) {
      Running<Void> server = world.start(echoOnce(listener));
      assertThat(
              Python.run(
                  """
                  import socket, sys
                  s = socket.socket(socket.AF_UNIX)
                  s.connect(sys.argv[1])
                  s.sendall(b'x' * 200000)
                  s.shutdown(socket.SHUT_WR)
                  got = 0
                  while True:
                    part = s.recv(65536)
                    if not part: break
                    got += len(part)
                  print(got)
                  """,
                  path.toString()))
          .isEqualTo("200000");
      server.get();
    }
  }

  /// A read stops short behind them, with bytes left: that is not the end of what there is.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void bytesBehindDescriptorsThatAPeerSendsAlongAreRead(World.Kind kind) throws Exception {
    try (World world = kind.open();
        UnixListener listener = world.get(UnixListener.bind(path))) {
      Running<UnixStream> accepted = world.start(listener.accept());
      Process python =
          Python.start(
              """
              import socket, sys
              s = socket.socket(socket.AF_UNIX)
              s.connect(sys.argv[1])
              s.sendall(b'x')
              s.recv(1)
              socket.send_fds(s, [b'ab'], [0])
              s.sendall(b'cd')
              print('sent', flush=True)
              s.recv(1)
              """,
              path.toString());
      try (UnixStream stream = accepted.get()) {
        Running<Integer> first = world.start(stream.read(ByteBuffer.allocate(9)));
        assertThat(first.get()).isEqualTo(1);
        Running<Integer> second = world.start(stream.read(ByteBuffer.allocate(9)));
        assertReaches(1, () -> stream.reading.isFree() ? 0 : 1, "a read that waits");
        second.drop();
        second.settle();
        world.get(stream.writeAll(bytes("g")));
        python.inputReader().readLine();
        ByteBuffer all = ByteBuffer.allocate(9);
        while (all.position() < 4) {
          world.get(stream.read(all));
        }
        assertThat(text(all)).isEqualTo("abcd");
        world.get(stream.writeAll(bytes("e")));
      } finally {
        Python.end(python);
      }
    }
  }

  private static Future<Void> echoOnce(UnixListener listener) {
    return async(() -> {
      try (UnixStream stream = await(listener.accept())) {
        ByteBuffer buffer = ByteBuffer.allocate(4_096);
        while (await(stream.read(buffer.clear())) >= 0) {
          await(stream.writeAll(buffer.flip()));
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void operationsOnAClosedStreamSaySo(World.Kind kind) throws Exception {
    unix(
        kind,
        world -> {
          UnixStream.Pair pair = world.get(UnixStream.pair());
          pair.left().close();
          pair.right().close();
          assertThatThrownBy(() -> world.get(pair.left().read(ByteBuffer.allocate(1))))
              .isInstanceOf(ClosedChannelException.class)
              .hasMessage("the stream is closed");
          assertThatThrownBy(() -> pair.left().option(StandardSocketOptions.SO_SNDBUF))
              .isInstanceOf(IOException.class);
        });
  }
}
