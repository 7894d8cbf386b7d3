package io.pollen.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `pollen bench`, which lives in the repository's bench module.
@Command(
    name = "bench",
    description =
        "Measures Pollen against virtual threads, Kotlin coroutines and Tokio on this machine"
            + " (pollen bench --help).")
final class BenchCommand implements Callable<Integer> {
  private static final String MAIN = "io.pollen.bench.Main";

  @Unmatched private String[] args = {};

  @Override
  public Integer call() throws Exception {
    try {
      Class.forName(MAIN, true, ClassLoader.getSystemClassLoader())
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
      return ExitCode.OK;
    } catch (ClassNotFoundException e) {
      System.err.println("pollen bench: the benchmarks are not on the class path.");
      System.err.println("              Run ./pollen bench in a clone of the repository.");
      return ExitCode.USAGE;
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
