package io.pollen.io;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The streams of a process, which has pipes for them.
@Timeout(120)
class StandardStreamsIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path folder;

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  private Process start(String what) throws IOException {
    return new ProcessBuilder(
            List.of(
                JAVA.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StandardProgram.class.getName(),
                what))
        .redirectError(errors().toFile())
        .start();
  }

  private void assertEnds(Process process) throws Exception {
    try {
      assertThat(process.waitFor(60, SECONDS)).as("it has ended").isTrue();
      assertThat(process.exitValue()).as(() -> "exit code; it said: " + said()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private String said() {
    try {
      return Files.readString(errors());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String rest(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void everythingIsCopiedFromTheInputToTheOutput() throws Exception {
    byte[] bytes = new byte[1_000_000];
    new Random(7).nextBytes(bytes);
    Process process = start("cat");
    var feeds =
        CompletableFuture.runAsync(() -> {
          try (OutputStream to = process.getOutputStream()) {
            to.write(bytes);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(process.getInputStream().readAllBytes()).isEqualTo(bytes);
    feeds.join();
    assertEnds(process);
    assertThat(said()).isEmpty();
  }

  @Test
  void droppedReadsLoseNoByte() throws Exception {
    Process process = start("impatient");
    InputStream said = process.getInputStream();
    try (OutputStream to = process.getOutputStream()) {
      for (int i = 0; i < 20; i++) {
        assertThat(said.read()).as("the mark of a dropped read").isEqualTo('-');
        byte[] part = ("part " + i).getBytes();
        to.write(part);
        to.flush();
        assertThat(said.readNBytes(part.length)).isEqualTo(part);
      }
    }
    assertThat(rest(process)).matches("-?");
    assertEnds(process);
  }

  /// Neither the runtime's close nor the process waits for the read.
  @Test
  void aProcessEndsWhileAReadWaits() throws Exception {
    Process process = start("leaves"); // its input stays open
    assertThat(rest(process)).isEqualTo("closing\nclosed\n");
    assertEnds(process);
    assertThat(said()).as("complaints of a thread that is stuck").isEmpty();
  }

  @Test
  void whatAReadOfAClosedRuntimeFetchesIsForTheNextRuntime() throws Exception {
    Process process = start("inherits");
    BufferedReader said = process.inputReader();
    assertThat(said.readLine()).isEqualTo("closed");
    process.getOutputStream().write("tea".getBytes());
    process.getOutputStream().flush();
    assertThat(said.readLine()).isEqualTo("tea");
    assertEnds(process);
    assertThat(said()).isEmpty();
  }

  @Test
  void whatOneOperationWritesStaysTogether() throws Exception {
    Process process = start("together");
    Map<String, Integer> lines = new HashMap<>();
    rest(process).lines().forEach(line -> lines.merge(line, 1, Integer::sum));
    assertThat(lines)
        .hasSize(8)
        .allSatisfy((line, count) -> {
          assertThat(line).hasSize(99_999).matches("(.)\\1*");
          assertThat(count).isEqualTo(3);
        });
    assertEnds(process);
  }

  @Test
  void theTwoOutputsAreTwo() throws Exception {
    Process process = start("errors");
    assertThat(rest(process)).isEqualTo("to out");
    assertEnds(process);
    assertThat(said()).isEqualTo("to err");
  }

  @Test
  void aWriteFailsWhenNobodyReadsAnyMore() throws Exception {
    Process process = start("unread");
    assertThat(process.getInputStream().readNBytes(5000)).hasSize(5000);
    process.getInputStream().close();
    assertEnds(process);
    assertThat(said()).startsWith("writing to the standard output has failed");
  }
}
