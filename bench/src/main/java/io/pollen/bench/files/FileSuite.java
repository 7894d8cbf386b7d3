package io.pollen.bench.files;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.TimedChild;
import io.pollen.bench.measure.TokioExtra;
import io.pollen.bench.micro.Library;
import io.pollen.bench.report.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads of a file that the page cache holds, of several sizes, by contenders that take turns. The
/// "fixed pool" makes each read a call on a pool, and waits for it.
public final class FileSuite {
  private static final Map<String, Integer> SIZES = sizes();
  private static final int FILE_BYTES = 16 << 20;
  private static final String UNIT = "ns/read";
  private static final List<Library> LIBRARIES =
      List.of(Library.POLLEN, Library.VIRTUAL, Library.POOL);

  private final Session session;

  /// A suite runner for `session`.
  public FileSuite(Session session) {
    this.session = session;
  }

  private static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("files.read_4k", 4 << 10);
    sizes.put("files.read_64k", 64 << 10);
    sizes.put("files.read_1m", 1 << 20);
    return sizes;
  }

  /// The rows; one collector is enough, hardly anything is allocated.
  public List<Row> run() {
    List<Row> rows = new ArrayList<>();
    Gc gc = session.collectors().getFirst();
    Path file = session.root().resolve(".pollen/read.bin");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[FILE_BYTES]);
    } catch (IOException e) {
      session.notes().leftOut("files: cannot write " + file + ": " + e.getMessage());
      return rows;
    }
    Optional<Path> tokio = TokioExtra.program(session, "files");
    SIZES.forEach((name, bytes) -> {
      Map<String, TimedChild> children = new LinkedHashMap<>();
      try {
        for (Library library : LIBRARIES) {
          open(name, children, library.title(), jvm(gc, library, file, bytes));
        }
        tokio.ifPresent(program ->
            open(
                name,
                children,
                session.tokio().orElseThrow().title(),
                List.of(program.toString(), "read", file.toString(), Integer.toString(bytes))));
        for (int round = 0; round < session.rounds(); round++) {
          children.entrySet().removeIf(child -> !round(name, child.getKey(), child.getValue()));
        }
        report(rows, name, gc, children);
      } finally {
        children.values().forEach(TimedChild::close);
      }
    });
    return rows;
  }

  private static List<String> jvm(Gc gc, Library library, Path file, int bytes) {
    return Jvm.command(
        gc, 2, Jvm.HEAP, FileChild.class, library.name(), file.toString(), Integer.toString(bytes));
  }

  private void open(
      String name, Map<String, TimedChild> children, String title, List<String> command) {
    try {
      TimedChild.open(command, session.warmupMillis())
          .ifPresent(child -> children.put(title, child));
    } catch (Failure e) {
      session.notes().leftOut(name + " on " + title + ": " + e.getMessage());
    }
  }

  private boolean round(String name, String title, TimedChild child) {
    try {
      child.round(session.roundMillis());
      return true;
    } catch (Failure e) {
      session.notes().leftOut(name + " on " + title + ": " + e.getMessage());
      child.close();
      return false;
    }
  }

  private void report(List<Row> rows, String name, Gc gc, Map<String, TimedChild> children) {
    StringBuilder line = new StringBuilder(name).append(' ').append(UNIT);
    children.forEach((title, child) ->
        line.append(String.format(Locale.ROOT, "; %s %.0f", title, child.median())));
    session.notes().progress(line.toString());
    TimedChild pollen = children.get(Library.POLLEN.title());
    if (pollen == null) {
      return;
    }
    children.forEach((title, child) -> {
      if (child != pollen) {
        rows.add(new Row(name, title, UNIT, gc.title(), pollen.median(), child.median()));
      }
    });
  }
}
