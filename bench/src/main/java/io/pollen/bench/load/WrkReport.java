package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What wrk prints.
///
/// @param requestsPerSecond of a run without any error
/// @param p99Micros the latency that one request in a hundred exceeds, in microseconds; empty when
///   wrk was not asked for latencies
record WrkReport(double requestsPerSecond, OptionalDouble p99Micros) {
  private static final String RATE = "Requests/sec:";
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s|m)");

  /// Reads it.
  ///
  /// @throws Failure when there were errors: a server that fails fast must not look fast
  static WrkReport of(List<String> lines) throws Failure {
    double rate = 0;
    OptionalDouble latency = OptionalDouble.empty();
    for (String line : lines) {
      String text = line.strip();
      if (text.startsWith("Socket errors:") || text.startsWith("Non-2xx")) {
        throw new Failure(text);
      }
      if (text.startsWith(RATE)) {
        rate = Double.parseDouble(text.substring(RATE.length()).strip());
      }
      Matcher matcher = P99.matcher(text);
      if (matcher.matches()) {
        latency =
            OptionalDouble.of(Double.parseDouble(matcher.group(1)) * micros(matcher.group(2)));
      }
    }
    if (!(rate > 0) || latency.orElse(1) <= 0) {
      throw new Failure("wrk says '" + String.join(" ", lines) + "'");
    }
    return new WrkReport(rate, latency);
  }

  private static double micros(String unit) {
    return switch (unit) {
      case "us" -> 1;
      case "ms" -> 1e3;
      case "s" -> 1e6;
      default -> 60e6;
    };
  }
}
