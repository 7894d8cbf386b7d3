package io.pollen.bench.measure;

import java.io.PrintStream;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// Progress on standard error, and what had to be left out, to be repeated under the table.
public final class Notes {
  private final PrintStream err;
  private final long begin = System.nanoTime();
  private final Set<String> leftOut = new LinkedHashSet<>();

  /// @param err where progress goes
  public Notes(PrintStream err) {
    this.err = err;
  }

  /// One line of progress, with the seconds since the start.
  public void progress(String line) {
    err.printf("[%4d s] %s%n", (System.nanoTime() - begin) / 1_000_000_000, line);
    err.flush();
  }

  /// Says once that something is missing from the table, and why.
  public void leftOut(String line) {
    if (leftOut.add(line)) {
      progress("left out: " + line);
    }
  }

  /// All that was left out.
  public Set<String> leftOut() {
    return Collections.unmodifiableSet(leftOut);
  }
}
