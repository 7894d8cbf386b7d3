package io.pollen.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pollen dump`.
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the tasks of a running program: what each of them does, and what it waits for, await by"
          + " await, with source lines and the names of local variables.",
      "The program needs no option for it. It must run as the same user, on a JVM with the module"
          + " jdk.management.agent, with Pollen on its own class or module path."
    })
final class DumpCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PID", description = "The program's process (see jps).")
  private long pid;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most N tasks of each runtime; the others are counted. Default: 1000.")
  private int limit;

  @Override
  public Integer call() {
    try {
      System.out.print(new RunningJvm(pid).dump(json ? "json" : "text", Math.max(1, limit)));
      return ExitCode.OK;
    } catch (RunningJvm.OutOfReach e) {
      System.err.println("pollen dump: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }
}
