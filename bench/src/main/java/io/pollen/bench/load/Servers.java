package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Gc;
import io.pollen.bench.measure.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All servers that a suite compares.
final class Servers {
  /// The echo server in C.
  static final String C_EPOLL = "C epoll";

  /// Something that may fail with a reason.
  interface Start {
    Server start() throws Failure;
  }

  /// A server that can be started.
  record Candidate(Who who, Start start) {}

  private Servers() {}

  /// Who can be asked for `setup`: the JVMs under each collector, Tokio where it has such a server,
  /// and, for echoes without TLS, the program in C.
  static List<Candidate> candidates(Session session, Setup setup) {
    List<Candidate> candidates = new ArrayList<>();
    for (Backend backend : Backend.values()) {
      if (!backend.has(setup.service())) {
        continue;
      }
      if (backend == Backend.POOL && setup.connections() > Backend.POOL_THREADS) {
        session
            .notes()
            .leftOut(
                "%s of %d connections on %s: it has a thread for each, %d at most"
                    .formatted(
                        setup.service().title(),
                        setup.connections(),
                        backend.title(),
                        Backend.POOL_THREADS));
        continue;
      }
      for (Gc gc : session.collectors()) {
        candidates.add(new Candidate(Who.of(backend, gc), () -> Server.jvm(setup, backend, gc)));
      }
    }
    boolean echo = setup.service() == Service.ECHO;
    if (echo || setup.service() == Service.HTTP) {
      session
          .tokio()
          .ifPresent(tokio ->
              candidates.add(
                  new Candidate(
                      Who.nativeProgram(tokio.title()), () -> Server.tokio(setup, tokio))));
    }
    if (echo || setup.service() == Service.UDP) {
      Who who = Who.nativeProgram(echo ? C_EPOLL : "C loop");
      candidates.add(new Candidate(who, () -> Server.inC(session, setup, who)));
    }
    return candidates;
  }

  /// Starts one; empty, with a note, when it does not start.
  static Optional<Server> start(Session session, Setup setup, Candidate candidate) {
    try {
      return Optional.of(candidate.start().start());
    } catch (Failure e) {
      session
          .notes()
          .leftOut(
              setup.service().title() + " on " + candidate.who().title() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Starts them all; those that do not start are left out with a note.
  static List<Server> open(Session session, Setup setup) {
    List<Server> started = new ArrayList<>();
    candidates(session, setup)
        .forEach(candidate -> start(session, setup, candidate).ifPresent(started::add));
    return started;
  }
}
