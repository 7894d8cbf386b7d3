package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Session;
import io.pollen.bench.measure.Sleeps;
import io.pollen.bench.report.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// How often a thread of an echo server is woken for one request of one connection, when everything
/// has gone to sleep before it comes.
public final class EchoWakeups {
  private static final String NAME = "wakeups.echo";
  private static final String UNIT = "wake-ups/request";
  private static final int WORKERS = 2;
  private static final int ROUNDS = 5;
  private static final int REQUESTS = 1_000;
  private static final long BETWEEN_NANOS = 300_000;

  /// A thread that is woken without need does not show in every round.
  private static final double LEAST = 0.001;

  private final Session session;

  /// A suite runner for `session`.
  public EchoWakeups(Session session) {
    this.session = session;
  }

  /// The rows.
  public List<Row> run() {
    List<Server> servers = Servers.open(session, new Setup(Service.ECHO, 1, List.of(), WORKERS));
    Costs costs = new Costs();
    try {
      servers.forEach(server -> measure(server, costs));
    } finally {
      servers.forEach(Server::close);
    }
    session.notes().progress(costs.summary(NAME, UNIT));
    return new ArrayList<>(costs.rows(session, NAME, UNIT));
  }

  private void measure(Server server, Costs costs) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.setTcpNoDelay(true);
      requests(client); // the first ones compile
      for (int round = 0; round < ROUNDS; round++) {
        long before = Sleeps.of(server.child().pid());
        requests(client);
        double woken = Sleeps.of(server.child().pid()) - before;
        costs.add(server.who(), Math.max(LEAST, woken / REQUESTS));
      }
    } catch (Failure | IOException e) {
      session.notes().leftOut(NAME + " on " + server.who().title() + ": " + e.getMessage());
    }
  }

  private static void requests(Socket client) throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      client.getOutputStream().write(7);
      if (client.getInputStream().read() < 0) {
        throw new IOException("the echo has ended");
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
  }
}
