package io.pollen.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The words that `pollen` understands.
@Command(
    name = "pollen",
    header = "Pollen: an asynchronous runtime for Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      ExplainCommand.class,
      WeaveCommand.class,
      DumpCommand.class,
      BenchCommand.class
    },
    footerHeading = "%n",
    footer = {
      "Exit codes: 0 success, 1 the program failed, 2 wrong usage or a FILE that does not compile,",
      "            130 ended by Ctrl-C.",
      "",
      "Environment: POLLEN_JAVA_HOME   the JDK (25 or newer) to use",
      "             POLLEN_JAVA_OPTS   further options for its java command"
    })
public final class PollenCommand implements Runnable {
  @Spec private CommandSpec spec;

  // picocli sets the spec before it runs the command.
  @SuppressWarnings("NullAway.Init")
  PollenCommand() {}

  /// Entry point of everything but `run`.
  public static void main(String[] args) {
    int code = commandLine().execute(args);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new PollenCommand());
    // What follows the file of `run` is the program's own.
    Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
    return line.setUsageHelpWidth(100)
        .setParameterExceptionHandler((wrong, args) -> {
          PrintWriter err = wrong.getCommandLine().getErr();
          err.println("pollen: " + complaint(wrong));
          err.println(
              "Usage: pollen run FILE.java [args] | pollen explain FILE.java | pollen weave DIR|JAR"
                  + " | pollen dump PID"
                  + " | pollen bench [suites] | pollen --help");
          return ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          failure.printStackTrace(command.getErr());
          return ExitCode.FAILED;
        });
  }

  private static String complaint(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      return "there is no command \"" + unmatched.getUnmatched().getFirst() + "\"";
    }
    String message = String.valueOf(wrong.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? For example: pollen run Hello.java");
  }
}
