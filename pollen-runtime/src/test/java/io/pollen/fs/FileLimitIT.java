package io.pollen.fs;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// In a JVM of its own, whose files may not become large: the system writes a part of what it is
/// given, and then nothing.
@Timeout(60)
class FileLimitIT {
  /// Of 512 or 1,024 bytes, by the shell's choice.
  private static final int BLOCKS = 1_999;

  private static final int FIRST = 777;
  private static final int SIZE = 5_000_000;

  @TempDir Path folder;

  @Test
  void whatWasWrittenUpToTheLimitIsKeptAndTheBufferTellsHowMuchThatIs() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f " + BLOCKS + "; exec \"$0\" \"$@\"",
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.resolve("file").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output.lines())
        .containsExactly("File too large", "File too large", "kept all up to the limit");
  }

  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      try (AsyncRuntime runtime = AsyncRuntime.currentThread()) {
        runtime.blockOn(scenario(Path.of(arguments[0])));
      }
    }

    private static Future<Void> scenario(Path path) {
      return async(() -> {
        byte[] bytes = new byte[SIZE];
        new Random(8).nextBytes(bytes);
        try (AsyncFile file = await(AsyncFile.open(path, CREATE, READ, WRITE))) {
          await(file.writeAll(ByteBuffer.wrap(bytes, 0, FIRST))); // so that a part is cut
          ByteBuffer rest = ByteBuffer.wrap(bytes, FIRST, SIZE - FIRST);
          await(failing(file.writeAll(rest)));
          await(failing(file.write(rest)));
          long size = await(file.size());
          boolean told = size % 512 == 0 && file.position() == size && rest.position() == size;
          byte[] kept = await(file.position(0).readAll(SIZE));
          boolean same = ByteBuffer.wrap(kept).equals(ByteBuffer.wrap(bytes, 0, (int) size));
          System.out.println(
              told && same
                  ? "kept all up to the limit"
                  : size + " bytes, " + file + " at " + file.position() + ", " + rest);
        }
      });
    }

    private static Future<Void> failing(Future<?> write) {
      return async(() -> {
        try {
          await(write);
          System.out.println("written");
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      });
    }
  }
}
