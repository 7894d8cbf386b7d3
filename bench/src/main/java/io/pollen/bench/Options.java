package io.pollen.bench;

import io.pollen.bench.measure.Gc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the command line asks for.
///
/// @param suites of [#SUITES], in that order; never empty
/// @param json where the rows go, if anywhere
/// @param tokio the Tokio peer's program, if named
/// @param only name prefixes; empty: all benchmarks of the suites
/// @param rounds alternating rounds
/// @param warmupMillis warm-up of each child
/// @param roundMillis length of a round of small operations
/// @param collectors that every JVM is run under
public record Options(
    List<String> suites,
    @Nullable String json,
    @Nullable String tokio,
    List<String> only,
    int rounds,
    int warmupMillis,
    int roundMillis,
    List<Gc> collectors) {

  /// All suites.
  public static final List<String> SUITES =
      List.of(
          "blocks",
          "scheduler",
          "sync",
          "time",
          "memory",
          "wakeups",
          "stuck",
          "files",
          "echo",
          "tls",
          "udp",
          "connections",
          "http");

  /// The help text.
  public static final String USAGE =
      """
      usage: pollen bench [blocks] [scheduler] [sync] [time] [memory] [wakeups] [stuck] [files] [echo] [tls] [udp]
             [connections] [http] [options]
        without a suite all thirteen are run (more than an hour on an idle machine)
      options:
        --json FILE     write the rows as JSON: name, peer, unit, gc, pollen, peer_value, ratio
        --tokio PATH    the Tokio peer's program (else POLLEN_TOKIO_PEER, else it is built)
        --only PREFIX   only the benchmarks whose name starts so; may be repeated
        --rounds N      alternating rounds (7; with --quick 3)
        --quick         short rounds and G1 only: a quarter of the time, softer numbers
        --help          this text
      """;

  /// Whether the benchmark `name` is wanted.
  public boolean wants(String name) {
    return only.isEmpty() || only.stream().anyMatch(name::startsWith);
  }

  /// Reads the arguments.
  ///
  /// @throws IllegalArgumentException with a message for the user
  public static Options parse(String... args) {
    Set<String> chosen = new TreeSet<>();
    List<String> only = new ArrayList<>();
    String json = null;
    String tokio = null;
    int rounds = 0;
    boolean quick = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--json" -> json = value(args, i++);
        case "--tokio" -> tokio = value(args, i++);
        case "--only" -> only.add(value(args, i++));
        case "--rounds" -> rounds = positive(args[i], value(args, i++));
        default -> {
          if (!SUITES.contains(args[i])) {
            throw new IllegalArgumentException(
                (args[i].startsWith("-") ? "unknown option " : "no suite ") + args[i]);
          }
          chosen.add(args[i]);
        }
      }
    }
    List<String> suites =
        SUITES.stream().filter(suite -> chosen.isEmpty() || chosen.contains(suite)).toList();
    return new Options(
        suites,
        json,
        tokio,
        List.copyOf(only),
        rounds > 0 ? rounds : quick ? 3 : 7,
        quick ? 500 : 3000,
        quick ? 20 : 40,
        quick ? List.of(Gc.G1) : Gc.all());
  }

  private static String value(String[] args, int option) {
    if (option + 1 >= args.length) {
      throw new IllegalArgumentException(args[option] + " needs a value");
    }
    return args[option + 1];
  }

  private static int positive(String option, String text) {
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " needs a number of at least 1, not " + text, e);
    }
    throw new IllegalArgumentException(option + " needs a number of at least 1, not " + text);
  }
}
