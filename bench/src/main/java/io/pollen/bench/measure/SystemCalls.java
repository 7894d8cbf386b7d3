package io.pollen.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Counts the system calls of a process, those of all its threads, by strace. The process is slower
/// meanwhile.
public final class SystemCalls implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path report;
  private final Child strace;

  private SystemCalls(Path report, Child strace) {
    this.report = report;
    this.strace = strace;
  }

  /// Begins to count.
  ///
  /// @throws Failure without strace, or when it may not look at the process
  public static SystemCalls of(long pid) throws Failure {
    Path program = Tools.need("strace", "apt-get install strace");
    try {
      Path report = Files.createTempFile("pollen-calls", ".txt");
      SystemCalls calls =
          new SystemCalls(
              report,
              Child.start(
                  List.of(
                      "sh",
                      "-c",
                      "exec \"$0\" \"$@\" 2>&1", // it tells on standard error that it has begun
                      program.toString(),
                      "-f",
                      "-c",
                      "-U",
                      "calls,name",
                      "-o",
                      report.toString(),
                      "-p",
                      Long.toString(pid))));
      calls.awaitBegin();
      return calls;
    } catch (IOException e) {
      throw new Failure("strace did not start: " + e.getMessage());
    }
  }

  private void awaitBegin() throws Failure {
    boolean begun = false;
    try {
      String line = strace.line(LIMIT);
      if (!line.contains(" attached")) {
        throw new Failure("strace says '" + line + "'");
      }
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  /// Ends it.
  ///
  /// @return how many there were
  public long end() throws Failure {
    ProcessHandle process =
        ProcessHandle.of(strace.pid()).orElseThrow(() -> new Failure("strace has ended early"));
    process.destroy();
    try {
      process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return total(Files.readAllLines(report));
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new Failure("strace does not tell its count: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while strace ends");
    }
  }

  /// The sum at the end of a report that has two columns, calls and name; one without lines is that
  /// of a process that made no call.
  static long total(List<String> report) throws Failure {
    if (report.isEmpty()) {
      return 0;
    }
    String[] cells = report.getLast().strip().split(" +", -1);
    if (cells.length != 2 || !cells[1].equals("total")) {
      throw new Failure("strace ends with '" + report.getLast() + "'");
    }
    return Long.parseLong(cells[0]);
  }

  @Override
  public void close() {
    strace.close();
    try {
      Files.deleteIfExists(report);
    } catch (IOException e) {
      report.toFile().deleteOnExit();
    }
  }
}
