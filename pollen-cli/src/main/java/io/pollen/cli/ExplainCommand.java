package io.pollen.cli;

import io.pollen.compiler.weave.Explainer;
import io.pollen.transform.BlockReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `pollen explain`.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what becomes of the async blocks of a program: the states of each, what it keeps while"
          + " it is suspended, how large it is, or why it is refused. Runs nothing of the program."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int MISSING_SHOWN = 5;

  @Parameters(
      paramLabel = "TARGET",
      arity = "1..*",
      description =
          "A source file (compiled in memory, with the files beside it), a class file, a folder or"
              + " jar of class files, or the name of a class in the class path.")
  private List<String> targets = List.of();

  @Option(
      names = {"-cp", "--class-path"},
      paramLabel = "PATH",
      description = "Where other classes of the program are found; Pollen itself always is.")
  private String classPath = "";

  @Option(names = "--json", description = "Print JSON (docs/guide/explain.md).")
  private boolean json;

  @Spec private CommandSpec spec;

  // picocli sets the spec before it runs the command.
  @SuppressWarnings("NullAway.Init")
  ExplainCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    InstanceLayout layout = InstanceLayout.ofThisJvm();
    List<BlockReport> blocks = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> woven = new ArrayList<>();
    for (String name : targets) {
      try (ExplainTarget target = ExplainTarget.of(name, classPath)) {
        Explainer explainer = new Explainer(type -> Optional.ofNullable(target.find(type)));
        for (byte[] classFile : target.classes()) {
          blocks.addAll(explainer.of(classFile));
        }
        missing.addAll(explainer.missing());
        woven.addAll(explainer.woven());
      } catch (ExplainTarget.Unusable e) {
        err.println("pollen explain: " + e.getMessage());
        return ExitCode.USAGE;
      }
    }
    if (!missing.isEmpty()) {
      err.println(
          "pollen explain: not found, and what depends on it may be missing or wrong: "
              + String.join(", ", missing.stream().limit(MISSING_SHOWN).toList())
              + (missing.size() > MISSING_SHOWN ? ", ... (" + missing.size() + " classes)" : "")
              + ". Name their folders and jars with --class-path");
    }
    if (!woven.isEmpty()) {
      err.println(
          "pollen explain: woven already, so there is nothing left to tell of them: "
              + woven.size()
              + " async blocks. Name the sources, or class files from before the weaving");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? ExplainJson.of(blocks, layout, missing) : ExplainText.of(blocks, layout));
    out.flush();
    return ExitCode.OK;
  }
}
