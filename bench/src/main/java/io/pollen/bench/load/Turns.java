package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Session;
import io.pollen.bench.report.Row;
import java.util.ArrayList;
import java.util.List;

/// One row of servers with a load each, all of them connected all the time, that take turns.
///
/// @param session how many rounds of which length
/// @param name of the row
/// @param unit of the costs
/// @param cost what a round costs
record Turns(Session session, String name, String unit, Cost cost) {
  private static final int MOST_ROUNDS = 5;
  private static final int WARM_UP_MILLIS = 1500;

  /// What one round of a server costs for each message.
  interface Cost {
    double of(Loaded loaded, int millis) throws Failure;
  }

  /// The command of the load for a server.
  interface Load {
    List<String> command(Server server);
  }

  /// The rows; a server that fails is left out with a note.
  List<Row> run(Setup setup, Load load) {
    List<Loaded> all = new ArrayList<>();
    Costs costs = new Costs();
    try {
      for (Server server : Servers.open(session, setup)) {
        try {
          all.add(Loaded.connect(server, load.command(server)));
        } catch (Failure e) {
          leftOut(server, e);
          server.close();
        }
      }
      int warmUp = Math.max(WARM_UP_MILLIS, 3 * millis());
      all.removeIf(loaded -> !succeeds(loaded, () -> loaded.messages(warmUp)));
      for (int round = 0; round < Math.min(session.rounds(), MOST_ROUNDS); round++) {
        all.removeIf(loaded ->
            !succeeds(loaded, () -> costs.add(loaded.server().who(), cost.of(loaded, millis()))));
      }
    } finally {
      all.forEach(Loaded::close);
    }
    session.notes().progress(costs.summary(name, unit));
    return costs.rows(session, name, unit);
  }

  /// Something that may fail with a reason.
  private interface Step {
    void run() throws Failure;
  }

  /// Does a step of a server; false, with a note, when it failed.
  private boolean succeeds(Loaded loaded, Step step) {
    try {
      step.run();
      return true;
    } catch (Failure e) {
      leftOut(loaded.server(), e);
      loaded.close();
      return false;
    }
  }

  private void leftOut(Server server, Failure why) {
    session.notes().leftOut(name + " on " + server.who().title() + ": " + why.getMessage());
  }

  private int millis() {
    return 20 * session.roundMillis();
  }
}
