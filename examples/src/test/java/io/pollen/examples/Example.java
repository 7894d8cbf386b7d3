package io.pollen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/// An example program in a JVM of its own, started from its source file as a user starts it,
/// without a build tool. Closing kills it.
final class Example implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  private static final String CLASS_PATH =
      jar("pollen-core", Future.class) + File.pathSeparator + jar("pollen", AsyncRuntime.class);

  private final String name;
  private final Process process;
  private final Printed out;
  private final Printed err;

  private Example(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = new Printed(process.getInputStream());
    this.err = new Printed(process.getErrorStream());
  }

  static Example start(String name, String... arguments) throws IOException {
    return new Example(name, new ProcessBuilder(command(name, arguments)).start());
  }

  /// The same with at most `descriptors` open files.
  static Example startWithDescriptors(int descriptors, String name, String... arguments)
      throws IOException {
    var limited =
        new ArrayList<>(
            List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "bash"));
    limited.addAll(command(name, arguments));
    return new Example(name, new ProcessBuilder(limited).start());
  }

  /// The jar with `type`; made now if this build has the classes in a folder only. Nothing else is
  /// on the class path.
  private static String jar(String name, Class<?> type) {
    try {
      Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(place)) {
        return place.toString();
      }
      Path jar = Files.createTempDirectory("pollen-jars").resolve(name + ".jar");
      int code =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(System.out, System.err, "-c", "-f", jar.toString(), "-C", place.toString(), ".");
      assertThat(code).isZero();
      jar.getParent().toFile().deleteOnExit(); // after what was registered later
      jar.toFile().deleteOnExit();
      return jar.toString();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(String name, String... arguments) {
    var command = new ArrayList<String>();
    if (System.getProperty("os.name").equals("Linux")) {
      // A build that was itself started in the background ignores Ctrl-C, and its children would
      // inherit that.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            CLASS_PATH,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            name + ".java"));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Waits for the line that says where the program listens, and gives the port.
  int port() throws InterruptedException {
    String line;
    try {
      line = out.await("127.0.0.1:", START_SECONDS);
    } catch (AssertionError e) {
      throw new AssertionError("it does not listen; its errors: " + err(), e);
    }
    var matcher = PORT.matcher(line);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  void awaitOut(String text) throws InterruptedException {
    out.await(text, START_SECONDS);
  }

  void awaitErr(String text) throws InterruptedException {
    err.await(text, START_SECONDS);
  }

  String out() {
    return out.all();
  }

  String err() {
    return err.all();
  }

  /// Ctrl-C.
  void interrupt() throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }

  /// Waits for the end of the program, and of what it prints.
  int exitCode(long seconds) throws InterruptedException {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
        .as("still running after %d s; out: %s; err: %s", seconds, out(), err())
        .isTrue();
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits until every connection is closed: the one socket that is left open listens. Linux only.
  void awaitOnlyTheListener() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          while (sockets() != 1) {
            Thread.yield();
          }
        },
        "connections stay open");
  }

  private int sockets() throws IOException {
    int sockets = 0;
    Path open = Path.of("/proc", Long.toString(process.pid()), "fd");
    try (var descriptors = Files.newDirectoryStream(open)) {
      for (Path descriptor : descriptors) {
        try {
          sockets += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    }
    return sockets;
  }

  /// What it complained of goes into the report: the test that failed may not have asked.
  @Override
  public void close() {
    process.destroyForcibly();
    if (!err().isEmpty()) {
      System.err.println(name + " said: " + err());
    }
  }

  /// What a process prints, collected by a thread.
  private static final class Printed {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    Printed(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> collect(stream));
    }

    private void collect(InputStream stream) {
      try (var text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line; (line = text.readLine()) != null; ) {
          add(line);
        }
      } catch (IOException e) {
        add("(unreadable: " + e.getMessage() + ")");
      } finally {
        add("(end)");
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    /// The first line that contains `text`.
    synchronized String await(String text, long seconds) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (true) {
        for (String line : lines) {
          if (line.contains(text)) {
            return line;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertThat(lines.contains("(end)") ? "ended" : left <= 0 ? "late" : "running")
            .as("no line with '%s' in: %s", text, lines)
            .isEqualTo("running");
        wait(left);
      }
    }

    void awaitEnd() throws InterruptedException {
      await("(end)", 10);
    }

    synchronized String all() {
      return String.join("\n", lines).replaceAll("\n?\\(end\\)$", "");
    }
  }

  /// The Debian packages of programs that are not named as their package is.
  private static final Map<String, String> PACKAGES = Map.of("nc", "netcat-openbsd");

  /// Starts a program of the system, a real counterpart of an example.
  static Process startTool(ProcessBuilder tool) {
    String command = tool.command().getFirst();
    try {
      return tool.start();
    } catch (IOException e) {
      throw new AssertionError(
          "this test needs '%s': install it (apt-get install %s)"
              .formatted(command, PACKAGES.getOrDefault(command, command)),
          e);
    }
  }

  /// Runs a program of the system to its end, and gives what it printed, errors included.
  static String tool(String... command) throws Exception {
    Process process = startTool(new ProcessBuilder(command).redirectErrorStream(true));
    try {
      var printed = new Printed(process.getInputStream());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", List.of(command)).isTrue();
      printed.awaitEnd();
      return printed.all();
    } finally {
      process.destroyForcibly();
    }
  }
}
