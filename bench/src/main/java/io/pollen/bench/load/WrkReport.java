package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import java.util.List;

/// What wrk prints.
///
/// @param requestsPerSecond of a run without any error
record WrkReport(double requestsPerSecond) {
  private static final String RATE = "Requests/sec:";

  /// Reads it.
  ///
  /// @throws Failure when there were errors: a server that fails fast must not look fast
  static WrkReport of(List<String> lines) throws Failure {
    double rate = 0;
    for (String line : lines) {
      String text = line.strip();
      if (text.startsWith("Socket errors:") || text.startsWith("Non-2xx")) {
        throw new Failure(text);
      }
      if (text.startsWith(RATE)) {
        rate = Double.parseDouble(text.substring(RATE.length()).strip());
      }
    }
    if (!(rate > 0)) {
      throw new Failure("wrk says '" + String.join(" ", lines) + "'");
    }
    return new WrkReport(rate);
  }
}
