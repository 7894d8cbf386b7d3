package io.pollen.bench;

import io.pollen.bench.block.BlockSuite;
import io.pollen.bench.files.FileSuite;
import io.pollen.bench.load.ConnectionSuite;
import io.pollen.bench.load.EchoSuite;
import io.pollen.bench.load.EchoWakeups;
import io.pollen.bench.load.HttpSuite;
import io.pollen.bench.load.TlsSuite;
import io.pollen.bench.load.UdpSuite;
import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Notes;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Tokio;
import io.pollen.bench.measure.TokioRecord;
import io.pollen.bench.memory.MemorySuite;
import io.pollen.bench.micro.MicroSuite;
import io.pollen.bench.micro.WakeupSuite;
import io.pollen.bench.report.Json;
import io.pollen.bench.report.Row;
import io.pollen.bench.report.Table;
import io.pollen.bench.stuck.StuckSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `pollen bench`: runs the suites, prints one table of ratios, writes the rows as JSON.
public final class Main {
  private Main() {}

  /// Exit codes: 0 measured, 1 nothing could be measured or written, 2 wrong usage.
  public static void main(String[] args) {
    if (Arrays.asList(args).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("pollen bench: " + e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options));
  }

  private static int run(Options options) {
    Notes notes = new Notes(System.err);
    Session session = session(options, notes);
    List<Row> rows = new ArrayList<>();
    for (String suite : options.suites()) {
      rows.addAll(run(suite, session, options));
    }
    System.out.println(heading(session));
    System.out.println(Table.of(rows));
    notes.leftOut().forEach(line -> System.out.println("left out: " + line));
    try {
      if (options.json() != null) {
        Files.writeString(Path.of(options.json()), Json.of(rows));
      }
    } catch (IOException e) {
      System.err.println("pollen bench: cannot write " + options.json() + ": " + e.getMessage());
      return 1;
    }
    return rows.isEmpty() ? 1 : 0;
  }

  private static List<Row> run(String suite, Session session, Options options) {
    session.notes().progress("suite " + suite);
    return switch (suite) {
      case "scheduler", "sync", "time" -> new MicroSuite(session).run(suite, options::wants);
      case "blocks" -> new BlockSuite(session, options::wants).run();
      case "memory" -> new MemorySuite(session).run();
      case "wakeups" -> wakeups(session, options);
      case "files" -> new FileSuite(session).run();
      case "stuck" -> new StuckSuite(session).run();
      case "echo" -> new EchoSuite(session, options::wants).run();
      case "tls" -> new TlsSuite(session).run();
      case "udp" -> new UdpSuite(session, options::wants).run();
      case "connections" -> new ConnectionSuite(session).run();
      default -> new HttpSuite(session, options::wants).run();
    };
  }

  private static List<Row> wakeups(Session session, Options options) {
    List<Row> rows = new ArrayList<>(new WakeupSuite(session).run(options::wants));
    if (options.wants("wakeups.echo")) {
      rows.addAll(new EchoWakeups(session).run());
    }
    return rows;
  }

  private static Session session(Options options, Notes notes) {
    Path root = root();
    Optional<Tokio> tokio = Optional.empty();
    try {
      tokio = Optional.of(Tokio.find(options.tokio(), root, notes));
    } catch (Failure e) {
      notes.leftOut("all rows against Tokio: " + e.getMessage());
    }
    return new Session(
        root,
        options.rounds(),
        options.warmupMillis(),
        options.roundMillis(),
        options.collectors(),
        notes,
        tokio,
        TokioRecord.load());
  }

  /// The folder of the repository: the nearest one upwards that holds `mvnw`.
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    return here;
  }

  private static String heading(Session session) {
    return """
    Ratios of costs, Pollen / peer: below 1.00 Pollen is better; in brackets the peer's own cost.
    * the faster Tokio, the one to beat; Tokio 1.53.1 is the run of 1.24.2 times the ratio on record.
    JVM %s %s, %s %s, %d processors; GC: %s; flags of small operations: %s
    Peers: %s; Kotlin coroutines 1.11.0; %d alternating rounds of %d ms after %d ms of warm-up, medians
    """
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            String.join(" and ", session.collectors().stream().map(Gc::flag).toList()),
            String.join(" ", Jvm.HEAP),
            session.tokio().map(Tokio::title).orElse("no Tokio"),
            session.rounds(),
            session.roundMillis(),
            session.warmupMillis());
  }
}
