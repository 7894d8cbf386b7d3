package io.pollen.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A process that answers line by line. A line that does not come in time is a failure, never a
/// hang of the whole run; closing kills the process. What it writes to standard error is kept back
/// and shown when it fails.
public final class Child implements AutoCloseable {
  private static final int KEPT = 40;

  private final Process process;
  private final Writer input;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final StringBuffer complaints = new StringBuffer();
  private final Thread errors;

  private Child(Process process) {
    this.process = process;
    this.input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::readOutput);
    this.errors = Thread.ofVirtual().start(this::readErrors);
  }

  /// Starts `command`.
  public static Child start(List<String> command) throws IOException {
    return new Child(new ProcessBuilder(command).start());
  }

  private BufferedReader reader(java.io.InputStream from) {
    return new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
  }

  private void readOutput() {
    try (BufferedReader reader = reader(process.getInputStream())) {
      reader.lines().forEach(line -> lines.add(Optional.of(line)));
    } catch (IOException | UncheckedIOException e) {
      complaints.append(e);
    }
    lines.add(Optional.empty());
  }

  private void readErrors() {
    try (BufferedReader reader = reader(process.getErrorStream())) {
      reader.lines().limit(KEPT).forEach(line -> complaints.append(line).append('\n'));
      reader.lines().forEach(line -> {});
    } catch (IOException | UncheckedIOException e) {
      complaints.append(e);
    }
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Sends one line.
  ///
  /// @throws Failure when the process has ended
  public void send(String line) throws Failure {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw failure("ended early");
    }
  }

  /// The next line of output.
  ///
  /// @throws Failure when none comes within `limit`, or the process has ended
  public String line(Duration limit) throws Failure {
    try {
      Optional<String> line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw failure("gave no answer within " + limit.toSeconds() + " s");
      }
      return line.orElseThrow(() -> failure("ended early"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted");
    }
  }

  /// The number at the end of the next line.
  public double number(Duration limit) throws Failure {
    String line = line(limit);
    try {
      return Double.parseDouble(
          line.substring(Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t')) + 1));
    } catch (NumberFormatException e) {
      throw failure("answered '" + line + "'");
    }
  }

  private Failure failure(String what) {
    try {
      // The end of the output comes a little before the end of the process and of its complaints.
      if (what.startsWith("ended") && process.waitFor(1, TimeUnit.SECONDS)) {
        what += " (exit " + process.exitValue() + ")";
        errors.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String said = complaints.toString().strip();
    return new Failure(said.isEmpty() ? what : what + ": " + said);
  }

  /// Kills the process and waits for its end.
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
