package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.io.Io;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Much is copied from one connection to another: through a growing buffer, and on epoll through a
/// pipe of the kernel then.
class PassageIT extends SocketTest {
  private static final int BYTES = 20 * 1024 * 1024;
  private static final int PIECE = 256 * 1024;

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void everyByteArrivesInOrderAndTheEndAfterThem(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair in = Pair.open(world);
              Pair out = Pair.open(world)) {
            Running<Io.Copied> copy = world.start(Io.copyBidirectional(in.server(), out.client()));
            Running<Void> feeds = world.start(new Feeding(in.client(), BYTES));
            assertArrives(world, out.server(), 0, BYTES / 2);
            assertThat(pipes()).isEqualTo(usesPipes(kind) ? 2 : 0);
            assertArrives(world, out.server(), BYTES / 2, BYTES);
            feeds.get();
            world.get(out.server().writeAll(bytes("thanks"))); // meanwhile the other way goes on
            ByteBuffer answer = ByteBuffer.allocate(6);
            world.get(in.client().readExactly(answer));
            assertThat(text(answer)).isEqualTo("thanks");
            world.get(in.client().shutdownOutput());
            assertThat(world.get(out.server().read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            world.get(out.server().shutdownOutput());
            assertThat(copy.get()).isEqualTo(new Io.Copied(BYTES, 6));
            assertThat(pipes()).isZero();
          }
        });
  }

  /// What was dropped holds neither descriptors nor the streams.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedCopyClosesItsPipeAndLeavesTheStreams(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair in = Pair.open(world);
              Pair out = Pair.open(world)) {
            Running<Long> copy = world.start(Io.copy(in.server(), out.client()));
            Running<Void> feeds = world.start(new Feeding(in.client(), BYTES));
            assertArrives(world, out.server(), 0, 4 * PIECE);
            copy.drop(); // the reader has stopped: it waits for room
            copy.settle();
            assertThat(pipes()).isZero();
            // Before the feeding ends: the copy may have taken all that had come.
            assertThat(world.get(in.server().read(ByteBuffer.allocate(PIECE)))).isPositive();
            feeds.drop();
            feeds.settle();
            assertThat(out.client().isOpen()).isTrue();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aPeerThatGoesAwayFailsTheCopy(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair in = Pair.open(world)) {
            Running<Long> copy;
            Running<Void> feeds;
            try (Pair out = Pair.open(world)) {
              copy = world.start(Io.copy(in.server(), out.client()));
              feeds = world.start(new Feeding(in.client(), BYTES));
              assertArrives(world, out.server(), 0, 4 * PIECE);
              out.server().close();
              assertThatThrownBy(copy::get).isInstanceOf(IOException.class);
            }
            assertThat(pipes()).isZero();
            feeds.drop();
            feeds.settle();
          }
        });
  }

  /// Views are copied as what is below them.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void halvesAndJoinedStreamsAreCopiedAsTheStreamsBelow(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair in = Pair.open(world);
              Pair out = Pair.open(world)) {
            var sink = Io.join(Io.empty(), out.client().split().writer());
            Running<Long> copy = world.start(Io.copy(in.server().split().reader(), sink));
            Running<Void> feeds = world.start(new Feeding(in.client(), BYTES));
            assertArrives(world, out.server(), 0, BYTES / 2);
            assertThat(pipes()).isEqualTo(usesPipes(kind) ? 2 : 0);
            assertArrives(world, out.server(), BYTES / 2, BYTES);
            feeds.get();
            world.get(in.client().shutdownOutput());
            assertThat(copy.get()).isEqualTo(BYTES);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void unixStreamsAreCopiedToo(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          UnixStream.Pair in = world.get(UnixStream.pair());
          UnixStream.Pair out = world.get(UnixStream.pair());
          try (UnixStream fed = in.left();
              UnixStream source = in.right();
              UnixStream sink = out.left();
              UnixStream end = out.right()) {
            Running<Long> copy = world.start(Io.copy(source, sink));
            Running<Void> feeds = world.start(new Feeding(fed, BYTES));
            assertArrives(world, end, 0, BYTES);
            feeds.get();
            fed.close();
            assertThat(copy.get()).isEqualTo(BYTES);
          }
        });
  }

  private static boolean usesPipes(World.Kind kind) {
    return kind.name().endsWith("EPOLL");
  }

  /// Writes a pattern of that many bytes.
  private static final class Feeding implements Future<Void> {
    private final SocketStream to;
    private final int count;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private int at;
    private Future<Void> write;

    Feeding(SocketStream to, int count) {
      this.to = to;
      this.count = count;
    }

    @Override
    public Poll<Void> poll(Context cx) throws Exception {
      while (true) {
        if (write == null) {
          if (at == count) {
            return Poll.ready();
          }
          piece.clear().limit(Math.min(PIECE, count - at));
          for (int i = 0; i < piece.limit(); i++) {
            piece.put(i, pattern(at + i));
          }
          write = to.writeAll(piece);
        }
        if (!write.poll(cx).isReady()) {
          return Poll.pending();
        }
        write = null;
        at += piece.limit();
      }
    }

    @Override
    public void drop() {
      if (write != null) {
        write.drop();
      }
    }
  }

  static byte pattern(int index) {
    return (byte) (index ^ index >>> 8 ^ index >>> 16);
  }

  static void assertArrives(World world, SocketStream at, int from, int to) throws Exception {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    for (int read = from; read < to; ) {
      piece.clear().limit(Math.min(PIECE, to - read));
      int count = world.get(at.read(piece));
      for (int i = 0; i < count; i++) {
        if (piece.get(i) != pattern(read + i)) {
          throw new AssertionError("byte " + (read + i));
        }
      }
      read += count;
    }
  }

  /// How many descriptors of pipes the process has beside those of the JVM.
  private static int pipes() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return (int) descriptors.filter(PassageIT::isPipe).count() - STANDARD;
    }
  }

  private static final int STANDARD = countAtFirst();

  private static int countAtFirst() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return (int) descriptors.filter(PassageIT::isPipe).count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
