package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import io.pollen.bench.micro.Library;
import java.util.ArrayList;
import java.util.List;

/// Starts all servers that a suite compares.
final class Servers {
  /// Kotlin coroutines and ForkJoinPool have no sockets of their own.
  private static final List<Library> LIBRARIES =
      List.of(Library.POLLEN, Library.VIRTUAL, Library.POOL, Library.NETTY);

  /// Something that may fail with a reason.
  interface Start {
    Server start() throws Failure;
  }

  private final Session session;
  private final String kind;
  private final List<Server> started = new ArrayList<>();

  private Servers(Session session, String kind) {
    this.session = session;
    this.kind = kind;
  }

  /// The servers of `kind`, each with `prefix` before its command and that many workers, and the
  /// `others`; one that does not start is left out with a note.
  static List<Server> open(
      Session session, String kind, List<String> prefix, int workers, List<Start> others) {
    Servers servers = new Servers(session, kind);
    for (Library library : LIBRARIES) {
      for (Gc gc : session.collectors()) {
        servers.add(
            library.title() + " " + gc.title(),
            () -> Server.jvm(prefix, library, gc, kind, workers));
      }
    }
    session
        .tokio()
        .ifPresent(
            tokio -> servers.add(tokio.title(), () -> Server.tokio(prefix, tokio, kind, workers)));
    others.forEach(other -> servers.add("peer", other));
    return servers.started;
  }

  private void add(String title, Start start) {
    try {
      started.add(start.start());
    } catch (Failure e) {
      session.notes().leftOut(kind + " on " + title + ": " + e.getMessage());
    }
  }
}
