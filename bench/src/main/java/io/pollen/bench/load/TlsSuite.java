package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Jvm;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import java.nio.file.Path;
import java.util.List;

/// Echo of 1 KiB messages inside TLS 1.3: CPU time of the server for each, all servers with the
/// JDK's TLS, the same certificate and the same cipher. The load is a JVM, see [TlsLoad]. Pinned as
/// in [EchoSuite].
public final class TlsSuite {
  private static final int CONNECTIONS = 64;

  private final Session session;

  /// A suite runner for `session`.
  public TlsSuite(Session session) {
    this.session = session;
  }

  /// The rows; none, with a note, where the machine lacks something.
  public List<Row> run() {
    String name = "tls." + CONNECTIONS;
    try {
      Path identity = Identity.make(session.root());
      Setup load = new Setup(Service.TLS, CONNECTIONS, Processors.load(), 1);
      return new Turns(session, name, "us CPU/message", Loaded::cpuMicros)
          .run(
              new Setup(Service.TLS, CONNECTIONS, Processors.server(), 1)
                  .with(Identity.flag(identity)),
              server ->
                  load.command(
                      Jvm.command(
                          session.collectors().getFirst(),
                          load.workers(),
                          load.with(Identity.flag(identity)).flags(),
                          TlsLoad.class,
                          Integer.toString(server.port()),
                          Integer.toString(CONNECTIONS))));
    } catch (Failure e) {
      session.notes().leftOut(name + ": " + e.getMessage());
      return List.of();
    }
  }
}
