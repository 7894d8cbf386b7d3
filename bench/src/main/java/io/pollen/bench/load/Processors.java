package io.pollen.bench.load;

import io.pollen.bench.measure.Failure;
import io.pollen.bench.measure.Tools;
import java.util.List;

/// Which processors programs run on.
final class Processors {
  private Processors() {}

  /// What goes before the command of a server: it has the first processor.
  static List<String> server() throws Failure {
    return pinned("0");
  }

  /// What goes before the command of its load: it has the second processor.
  static List<String> load() throws Failure {
    return pinned("1");
  }

  private static List<String> pinned(String processor) throws Failure {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      throw new Failure("two processors are needed, one for the server, one for the load");
    }
    return List.of(Tools.need("taskset", "apt-get install util-linux").toString(), "-c", processor);
  }
}
