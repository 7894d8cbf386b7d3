package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.sys.EventFdCalls;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.IoPlan;
import io.pollen.runtime.sys.SocketCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(OS.LINUX)
class AsyncFdIT extends SocketTest {
  @TempDir Path folder;

  /// Null when it would have to wait.
  private static Integer read(int fd, ByteBuffer to) {
    int count = StreamCalls.receive(fd, IoPlan.of(new ByteBuffer[] {to}, 0));
    return count == -11 ? null : count;
  }

  private static Integer write(int fd, ByteBuffer from) {
    int count = StreamCalls.send(fd, IoPlan.of(new ByteBuffer[] {from}, 0));
    return count == -11 ? null : count;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void readinessStaysUntilACallWouldWaitAndComesAgain(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          int[] pipe = new int[2];
          assertThat(FileCalls.pipe(pipe)).isZero();
          try (AsyncFd reads = world.get(AsyncFd.owning(pipe[0], Interest.READABLE));
              AsyncFd writes = world.get(AsyncFd.owning(pipe[1], Interest.WRITABLE))) {
            assertThat(reads.fd()).isEqualTo(pipe[0]);
            Running<AsyncFd.Ready> waits = world.start(reads.readable());
            assertReaches(1, () -> reads.turn(Interest.READABLE).isFree() ? 0 : 1, "a wait");
            AsyncFd.Ready writable = world.get(writes.writable());
            assertThat(writable.tryIo(fd -> write(fd, bytes("abc")))).contains(3);
            AsyncFd.Ready ready = waits.get();
            assertThat(ready.interest()).isEqualTo(Interest.READABLE);
            ByteBuffer two = ByteBuffer.allocate(2);
            assertThat(ready.tryIo(fd -> read(fd, two))).contains(2);
            AsyncFd.Ready still = world.get(reads.readable());
            assertThat(still.tryIo(fd -> read(fd, two.clear()))).contains(1);
            assertThat(still.tryIo(fd -> read(fd, two.clear()))).isEmpty();
            Running<AsyncFd.Ready> again = world.start(reads.readable());
            assertReaches(1, () -> reads.turn(Interest.READABLE).isFree() ? 0 : 1, "a wait");
            assertThat(again.isDone()).as("the readiness was cleared").isFalse();
            assertThat((int) write(pipe[1], bytes("d"))).isEqualTo(1);
            again.get();
          }
        });
  }

  /// A guard that is older than an edge must not wipe it.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void anOldGuardDoesNotClearANewerEdge(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          int counter = EventFdCalls.create();
          try (AsyncFd watched = world.get(AsyncFd.owning(counter, Interest.READABLE))) {
            EventFdCalls.signal(counter);
            AsyncFd.Ready old = world.get(watched.readable());
            old.clearReady();
            EventFdCalls.signal(counter); // a counter that is not read: each increment is an edge
            AsyncFd.Ready newer = world.get(watched.readable());
            old.clearReady();
            world.get(watched.readable()); // still ready
            newer.clearReady();
            Running<AsyncFd.Ready> waits = world.start(watched.readable());
            assertReaches(1, () -> watched.turn(Interest.READABLE).isFree() ? 0 : 1, "a wait");
            EventFdCalls.signal(counter);
            waits.get();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void anOperationIsTriedWhenItIsReady(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          int[] pipe = new int[2];
          assertThat(FileCalls.pipe(pipe)).isZero();
          try (AsyncFd reads = world.get(AsyncFd.owning(pipe[0], Interest.READABLE));
              AsyncFd writes = world.get(AsyncFd.owning(pipe[1]))) {
            for (int i = 0; i < 20; i++) {
              ByteBuffer buffer = ByteBuffer.allocate(9);
              Running<Integer> read =
                  world.start(reads.io(Interest.READABLE, fd -> read(fd, buffer)));
              Integer written =
                  world.get(writes.io(Interest.WRITABLE, fd -> write(fd, bytes("xy"))));
              assertThat(written).isEqualTo(2);
              assertThat(read.get()).isEqualTo(2);
            }
            Running<Integer> dropped =
                world.start(reads.io(Interest.READABLE, fd -> read(fd, ByteBuffer.allocate(9))));
            assertReaches(1, () -> reads.turn(Interest.READABLE).isFree() ? 0 : 1, "a wait");
            dropped.drop();
            dropped.settle();
            assertThat(reads.turn(Interest.READABLE).isFree()).isTrue();
            assertThatThrownBy(() ->
                    world.get(
                        writes.io(
                            Interest.WRITABLE,
                            fd -> {
                              throw new IOException("as it pleases");
                            })))
                .isInstanceOf(IOException.class)
                .hasMessage("as it pleases");
          }
        });
  }

  /// Urgent data of TCP is what a priority event is made of most easily.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void urgentDataIsAPriority(World.Kind kind) throws Exception {
    try (World world = kind.open();
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int fd = connectedTo(listener);
      try (AsyncFd watched = world.get(AsyncFd.owning(fd, Interest.PRIORITY, Interest.READABLE));
          Socket peer = listener.accept()) {
        Running<AsyncFd.Ready> priority = world.start(watched.priority());
        assertReaches(1, () -> watched.turn(Interest.PRIORITY).isFree() ? 0 : 1, "a wait");
        peer.getOutputStream().write(1);
        world.get(watched.readable());
        assertThat(priority.isDone()).as("plain data is no priority").isFalse();
        peer.sendUrgentData(2);
        assertThat(priority.get().interest()).isEqualTo(Interest.PRIORITY);
        assertThatThrownBy(watched::writable)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is not watched for WRITABLE");
      }
    }
  }

  private static int connectedTo(ServerSocket listener) {
    int fd = SocketCalls.socket(StandardProtocolFamily.INET, SocketCalls.SOCK_STREAM);
    int result =
        SocketCalls.connect(fd, listener.getLocalSocketAddress(), StandardProtocolFamily.INET);
    assertThat(result).isIn(0, -115); // in progress
    return fd;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void whatCannotBeWatchedIsRefusedInWordsAndStaysTheCallers(World.Kind kind) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    in(
        kind,
        world -> {
          int fd = FileCalls.open(file.toString(), FileCalls.O_RDONLY);
          assertThatThrownBy(() -> world.get(AsyncFd.owning(fd)))
              .isInstanceOf(IOException.class)
              .hasMessage(
                  "descriptor %d cannot be watched: regular files and directories are always ready"
                      + " (EPERM); read them on the blocking pool",
                  fd);
          assertThat(StreamCalls.close(fd)).as("it was still open").isZero();
          assertThatThrownBy(() -> world.get(AsyncFd.of(fd)))
              .isInstanceOf(IOException.class)
              .hasMessage("descriptor %d is not open", fd);
          assertThatThrownBy(() -> AsyncFd.of(-1)).isInstanceOf(IllegalArgumentException.class);
        });
  }

  @ParameterizedTest
  @EnumSource(names = "TINY_EPOLL") // with several workers the second watch may have another driver
  void aSecondWatchOfOneDriverIsRefused(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          int counter = EventFdCalls.create();
          try (AsyncFd first = world.get(AsyncFd.of(counter))) {
            assertThatThrownBy(() -> world.get(AsyncFd.of(counter)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is watched already");
            assertThat(first.isOpen()).isTrue();
          } finally {
            StreamCalls.close(counter);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void closingEndsTheWatchAndLeavesTheDescriptorOpenUnlessItIsOwned(World.Kind kind)
      throws Exception {
    in(
        kind,
        world -> {
          int counter = EventFdCalls.create();
          AsyncFd watched = world.get(AsyncFd.of(counter, Interest.READABLE));
          Running<AsyncFd.Ready> waits = world.start(watched.readable());
          assertReaches(1, () -> watched.turn(Interest.READABLE).isFree() ? 0 : 1, "a wait");
          assertThatThrownBy(() -> world.get(watched.readable()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("the descriptor is waited for by another task");
          watched.close();
          watched.close();
          assertThatThrownBy(waits::get)
              .isInstanceOf(AsynchronousCloseException.class)
              .hasMessage("the descriptor was closed while an operation waited");
          assertThatThrownBy(() -> world.get(watched.readable()))
              .isInstanceOf(ClosedChannelException.class);
          assertThat(watched).hasToString("AsyncFd[" + counter + ", closed]");
          try (AsyncFd again = world.get(AsyncFd.of(counter, Interest.READABLE))) {
            EventFdCalls.signal(counter);
            assertThat(world.get(again.readable()).tryIo(fd -> "called on " + fd))
                .isEqualTo(Optional.of("called on " + counter));
          }
          assertThat(StreamCalls.close(counter)).as("it was still open").isZero();
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*NIO")
  void nioKnowsNoDescriptors(World.Kind kind) throws Exception {
    in(
        kind,
        world ->
            assertThatThrownBy(() -> world.get(AsyncFd.of(0)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("use epoll"));
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aStreamGivesItsDescriptorAwayAndTheConnectionGoesOn(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            TcpStream stream = pair.client();
            Running<Integer> read = world.start(stream.read(ByteBuffer.allocate(9)));
            TcpStreamIT.awaitWaiting(stream); // registered
            assertThatThrownBy(stream::intoFd)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a read or write is going on");
            world.get(pair.server().writeAll(bytes("1")));
            assertThat(read.get()).isEqualTo(1);
            if (!kind.name().endsWith("EPOLL")) {
              assertThatThrownBy(stream::intoFd).isInstanceOf(UnsupportedOperationException.class);
              world.get(pair.server().writeAll(bytes("2")));
              assertThat(world.get(stream.read(ByteBuffer.allocate(9)))).isEqualTo(1);
              return;
            }
            int fd = stream.intoFd();
            assertThat(stream.isOpen()).isFalse();
            assertThat(world.registered()).isZero();
            assertThatThrownBy(stream::intoFd).isInstanceOf(ClosedChannelException.class);
            world.get(pair.server().writeAll(bytes("22")));
            try (TcpStream again = world.get(TcpStream.fromFd(fd))) {
              assertThat(world.get(again.read(ByteBuffer.allocate(9)))).isEqualTo(2);
              assertThat(again.localAddress()).isEqualTo(pair.server().remoteAddress());
            }
          }
        });
  }

  /// A dump, for example, asks a stream for its addresses on any thread: when the descriptor is
  /// given away, nobody touches it any more.
  @Test
  void aDescriptorThatWasGivenAwayIsUsedByNobodyElse() throws Exception {
    in(
        World.Kind.MULTI_THREAD_EPOLL,
        world -> {
          try (Pair pair = Pair.open(world)) {
            AtomicReference<TcpStream> shown = new AtomicReference<>(pair.client());
            AtomicBoolean end = new AtomicBoolean();
            List<Thread> looking = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
              looking.add(
                  Thread.ofPlatform()
                      .daemon()
                      .start(() -> {
                        while (!end.get()) {
                          assertThat(shown.get().toString()).isNotEmpty();
                        }
                      }));
            }
            try {
              for (int i = 0; i < 2_000; i++) {
                TcpStream stream = shown.get();
                Running<Integer> registers = world.start(stream.read(ByteBuffer.allocate(1)));
                world.get(pair.server().write(bytes("x")));
                assertThat(registers.get()).isEqualTo(1);
                shown.set(world.get(TcpStream.fromFd(stream.intoFd())));
              }
            } finally {
              end.set(true);
              for (Thread thread : looking) {
                thread.join();
              }
              shown.get().close();
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void aSocketOfOtherCodeBecomesAStream(World.Kind kind) throws Exception {
    try (World world = kind.open();
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int fd = connectedTo(listener);
      try (Socket peer = listener.accept();
          TcpStream stream = world.get(TcpStream.fromFd(fd))) {
        world.get(stream.writeAll(bytes("over")));
        assertThat(peer.getInputStream().readNBytes(4)).asString().isEqualTo("over");
        Running<Integer> read = world.start(stream.read(ByteBuffer.allocate(9)));
        peer.getOutputStream().write(1);
        assertThat(read.get()).isEqualTo(1);
        assertThat(stream.remoteAddress().getPort()).isEqualTo(listener.getLocalPort());
        assertThat(stream.takeError()).isEmpty();
        assertThatThrownBy(() -> world.get(UnixStream.fromFd(fd)))
            .isInstanceOf(IOException.class)
            .hasMessage("descriptor %d is a TCP stream: adopt it as such", fd);
      }
      assertThatThrownBy(() -> world.get(TcpStream.fromFd(fd)))
          .isInstanceOf(IOException.class)
          .hasMessage("descriptor %d is no stream socket", fd);
    }
  }
}
