package io.pollen.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `pollen run`.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Compiles FILE (and the files beside it that it uses) in memory and runs its main, with"
            + " Pollen on the class path.")
final class RunCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE.java", description = "The source file with main.")
  private Path file = Path.of("");

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "The program's arguments.")
  private String[] args = {};

  @Override
  public Integer call() throws Exception {
    try {
      return SourceRun.run(file, SourceRun.command(file, args), System.err);
    } catch (Exception | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }
}
