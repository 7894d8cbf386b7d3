package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipesIT extends SocketTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void bytesComeOutAsTheyWentInUntilTheWriterIsClosed(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          Pipes.Ends ends = world.get(Pipes.open());
          try (PipeReader reader = ends.reader();
              PipeWriter writer = ends.writer()) {
            Running<Long> sent = world.start(send(writer));
            CRC32 received = new CRC32();
            ByteBuffer heap = ByteBuffer.allocate(7_001);
            ByteBuffer direct = ByteBuffer.allocateDirect(60_001);
            while (world.get(reader.read(heap.clear(), direct.clear())) >= 0) {
              received.update(heap.flip());
              received.update(direct.flip());
            }
            assertThat(received.getValue()).isEqualTo(sent.get());
            assertThat(writer.isOpen()).as("shutdown has closed it").isFalse();
            assertThat(world.get(reader.read(heap.clear()))).as("still the end").isEqualTo(-1);
          }
        });
  }

  private static Future<Long> send(PipeWriter writer) {
    return async(() -> {
      Random random = new Random(3);
      CRC32 sum = new CRC32();
      byte[] chunk = new byte[100_003];
      for (int i = 0; i < 50; i++) {
        random.nextBytes(chunk);
        sum.update(chunk);
        await(writer.writeAll(ByteBuffer.wrap(chunk)));
      }
      await(writer.shutdown());
      return sum.getValue();
    });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReadLosesNoByte(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          Pipes.Ends ends = world.get(Pipes.open());
          try (PipeReader reader = ends.reader();
              PipeWriter writer = ends.writer()) {
            byte[] sent = new byte[2_000];
            new Random(5).nextBytes(sent);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            int next = 0;
            while (received.size() < sent.length) {
              ByteBuffer buffer = ByteBuffer.allocate(64);
              Running<Integer> read = world.start(reader.read(buffer));
              if (next < sent.length) {
                world.get(writer.writeAll(ByteBuffer.wrap(sent, next, 10)));
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
  void aFullPipeMakesTheWriterWaitAndAClosedReaderFails(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          Pipes.Ends ends = world.get(Pipes.open());
          try (PipeReader reader = ends.reader();
              PipeWriter writer = ends.writer()) {
            Running<Void> fills = world.start(writer.writeAll(ByteBuffer.allocate(3_000_000)));
            assertReaches(1, () -> writer.side.turn().isFree() ? 0 : 1, "a write that waits");
            assertThatThrownBy(() -> world.get(writer.write(bytes("x"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the pipe is written by another task");
            reader.close();
            assertThatThrownBy(fills::get)
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("broken pipe");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingWakesAReadThatWaits(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          Pipes.Ends ends = world.get(Pipes.open());
          try (PipeWriter writer = ends.writer()) {
            Running<Integer> read = world.start(ends.reader().read(ByteBuffer.allocate(1)));
            assertReaches(1, () -> ends.reader().side.turn().isFree() ? 0 : 1, "a read that waits");
            ends.reader().close();
            assertThatThrownBy(read::get)
                .isInstanceOf(AsynchronousCloseException.class)
                .hasMessage("the pipe was closed while an operation waited");
            assertThatThrownBy(() -> world.get(ends.reader().read(ByteBuffer.allocate(1))))
                .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> ends.reader().read(bytes("x").asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
            assertThat(world.get(writer.write(ByteBuffer.allocate(0)))).isZero();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void aNamedPipeConnectsProgramsAndItsReaderWaitsForTheFirstWriter(World.Kind kind)
      throws Exception {
    Path path = mkfifo();
    in(
        kind,
        world -> {
          assertThatThrownBy(() -> world.get(Pipes.openWriter(path)))
              .isInstanceOf(FileSystemException.class)
              .hasMessageContaining("nobody reads this pipe");
          try (PipeReader reader = world.get(Pipes.openReader(path))) {
            Running<String> all = world.start(reader.readString(1_000_000));
            assertReaches(1, () -> reader.side.turn().isFree() ? 0 : 1, "a read that waits");
            try (PipeWriter writer = world.get(Pipes.openWriter(path))) {
              world.get(writer.writeAll(bytes("first, ")));
              try (var plain = Files.newOutputStream(path)) {
                plain.write("second".getBytes());
              }
            }
            assertThat(all.get()).isEqualTo("first, second");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*(EPOLL|URING)")
  void whatIsNoNamedPipeIsRefused(World.Kind kind) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    in(
        kind,
        world -> {
          assertThatThrownBy(() -> world.get(Pipes.openReader(file)))
              .isInstanceOf(FileSystemException.class)
              .hasMessageContaining("a file, not a pipe");
          assertThatThrownBy(() -> world.get(Pipes.openReader(folder.resolve("missing"))))
              .isInstanceOf(NoSuchFileException.class)
              .hasMessageContaining("mkfifo");
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*NIO")
  void nioHasNoNamedPipes(World.Kind kind) throws Exception {
    in(
        kind,
        world ->
            assertThatThrownBy(() -> world.get(Pipes.openReader(folder.resolve("pipe"))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("the NIO driver has no named pipes"));
  }

  private Path mkfifo() throws IOException, InterruptedException {
    Path path = folder.resolve("fifo");
    Process child = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(child.waitFor()).isZero();
    child.getInputStream().close(); // or another thread does, while descriptors are counted
    child.getErrorStream().close();
    child.getOutputStream().close();
    return path;
  }
}
