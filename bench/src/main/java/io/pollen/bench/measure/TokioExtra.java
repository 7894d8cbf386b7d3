package io.pollen.bench.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The programs in `peers/tokio-extra`: what is measured on Tokio beyond the Tokio peer.
public final class TokioExtra {
  private static final Duration BUILD = Duration.ofMinutes(10);

  private TokioExtra() {}

  /// The program, built when it is not up to date; empty, with a note, where there is no Tokio.
  ///
  /// @param suite for the note
  public static Optional<Path> program(Session session, String suite) {
    if (session.tokio().isEmpty()) {
      return Optional.empty();
    }
    Path script = session.root().resolve("bench/peers/tokio-extra/build.sh");
    Path into = session.root().resolve(".pollen/tokio-extra");
    session.notes().progress("building what is measured on Tokio (about a minute when it changed)");
    try (Child build = Child.start(List.of("bash", script.toString(), into.toString()))) {
      return Optional.of(Path.of(build.line(BUILD)));
    } catch (Failure | IOException e) {
      session.notes().leftOut(suite + " on Tokio: the program was not built: " + e.getMessage());
      return Optional.empty();
    }
  }
}
