package io.pollen.cli;

import io.pollen.compiler.weave.WeaveMain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `pollen weave`.
@Command(
    name = "weave",
    mixinStandardHelpOptions = true,
    description =
        "Turns the async blocks in compiled classes into state machines, in place. Weaving twice"
            + " changes nothing. Exits with 1 when an async body was refused.")
final class WeaveCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR|JAR",
      arity = "1..*",
      description = "A folder of class files, or a jar.")
  private List<Path> inputs = List.of();

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description = "What the classes were compiled against.")
  private String classPath = "";

  @Option(
      names = {"-d", "--output"},
      paramLabel = "OUTPUT",
      description = "Leaves the input as it is and writes the result there.")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  // picocli sets the spec before it runs the command.
  @SuppressWarnings("NullAway.Init")
  WeaveCommand() {}

  @Override
  public Integer call() {
    if (output != null && inputs.size() > 1) {
      throw new ParameterException(spec.commandLine(), "-d takes one DIR or JAR at a time");
    }
    return WeaveMain.weave(inputs, output, WeaveMain.classPath(classPath), System.out, System.err);
  }
}
