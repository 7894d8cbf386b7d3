package io.pollen.fs;

import io.pollen.Future;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import io.pollen.io.SeekFrom;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The laws of polling and dropping, for every kind of operation on files.
class FileLawsTest {
  private static final String FLUSH = "flush";
  private static final List<AutoCloseable> OPENED = new ArrayList<>();

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        of("a call", file -> Files.size(file.path())),
        of("open", file -> AsyncFile.open(file.path()).inspect(AsyncFile::close)),
        of("items", file -> Files.lines(file.path()).next()),
        of("read", file -> file.read(ByteBuffer.allocate(4))),
        of("write", file -> file.write(ByteBuffer.allocate(4))),
        of("read at an offset", file -> file.read(ByteBuffer.allocate(4), 1)),
        of("write at an offset", file -> file.write(ByteBuffer.allocate(4), 1)),
        of(FLUSH, AsyncFile::flush),
        of("seek", file -> file.seek(SeekFrom.end(-1))),
        of("truncate", file -> file.truncate(1)),
        of("force", file -> file.force(false)),
        of("lock", AsyncFile::lock));
  }

  @AfterAll
  static void end() throws Exception {
    for (AutoCloseable one : OPENED.reversed()) {
      one.close();
    }
  }

  private static Subject of(String name, Function<AsyncFile, Future<?>> operation) {
    return Subject.leaf(
        name,
        () -> {
          try {
            Path path = java.nio.file.Files.createTempFile(folder, "laws", "");
            java.nio.file.Files.writeString(path, "twelve bytes");
            Held held = new Held();
            // Opened with CREATE, its reads are calls on the pool, which can be held.
            AsyncFile file =
                held.get(
                    AsyncFile.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
            OPENED.add(held);
            OPENED.add(file);
            held.hold();
            if (name.equals(FLUSH)) {
              leaveWrite(held, file);
            }
            return Subject.leafCase(held.served(operation.apply(file)), held::release);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /// For a flush, which waits for nothing else.
  private static void leaveWrite(Held held, AsyncFile file) throws Exception {
    Future<Integer> left = file.write(ByteBuffer.allocate(4));
    held.isReady(left);
    left.drop();
  }
}
