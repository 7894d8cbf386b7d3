package io.pollen.compiler.weave;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The weaver as a program, for builds that start one: `java -cp ...
/// io.pollen.compiler.weave.WeaveMain [--class-path PATH] [-d OUTPUT] DIR|JAR...`.
///
/// Exit codes: 0 woven, 1 a body was refused or a file could not be read or written, 2 wrong usage.
public final class WeaveMain {
  private static final String USAGE = "Usage: weave [--class-path PATH] [-d OUTPUT] DIR|JAR...";

  private WeaveMain() {}

  /// Entry point.
  public static void main(String[] args) {
    int code = run(args, System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    List<Path> inputs = new ArrayList<>();
    List<Path> classPath = new ArrayList<>();
    Path output = null;
    for (int i = 0; i < args.length; i++) {
      boolean isClassPath = args[i].equals("--class-path") || args[i].equals("-cp");
      if ((isClassPath || args[i].equals("-d")) && i + 1 == args.length) {
        return usage(err, args[i] + " needs a value");
      } else if (isClassPath) {
        classPath.addAll(classPath(args[++i]));
      } else if (args[i].equals("-d")) {
        output = Path.of(args[++i]);
      } else if (args[i].startsWith("-")) {
        return usage(err, "unknown option " + args[i]);
      } else {
        inputs.add(Path.of(args[i]));
      }
    }
    if (inputs.isEmpty()) {
      return usage(err, "nothing to weave: name a directory of classes, or a jar");
    }
    if (output != null && inputs.size() > 1) {
      return usage(err, "-d takes one DIR or JAR at a time");
    }
    return weave(inputs, output, classPath, out, err);
  }

  private static int usage(PrintStream err, String problem) {
    err.println("weave: " + problem);
    err.println(USAGE);
    return 2;
  }

  /// The entries of a class path as the `java` command takes it, `lib/*` included.
  public static List<Path> classPath(String text) {
    List<Path> entries = new ArrayList<>();
    for (String entry : text.split(File.pathSeparator, -1)) {
      if (entry.endsWith("*")) {
        Path folder = Path.of(entry.equals("*") ? "." : entry.substring(0, entry.length() - 1));
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(entries::add);
        } catch (IOException notThere) {
          // As the java command: an entry that does not exist is passed over.
        }
      } else if (!entry.isEmpty()) {
        entries.add(Path.of(entry));
      }
    }
    return entries;
  }

  /// Weaves all inputs and says what it did.
  ///
  /// @param output where the result goes, or null for in place
  /// @return the exit code
  public static int weave(
      List<Path> inputs,
      @Nullable Path output,
      List<Path> classPath,
      PrintStream out,
      PrintStream err) {
    int code = 0;
    for (Path input : inputs) {
      try {
        WeaveReport report = weave(input, output, classPath);
        report.leftToRunTime().forEach(line -> err.println("weave: left to run time: " + line));
        report.refusals().forEach(line -> err.println("weave: error: " + line));
        out.println(
            "weave: "
                + input
                + ": "
                + report.blocks()
                + " async bodies in "
                + report.classes()
                + " classes woven");
        if (!report.refusals().isEmpty()) {
          code = 1;
        }
      } catch (IOException e) {
        err.println("weave: error: " + input + ": " + e);
        code = 1;
      }
    }
    return code;
  }

  private static WeaveReport weave(Path input, @Nullable Path output, List<Path> classPath)
      throws IOException {
    if (Files.isDirectory(input)) {
      return output == null
          ? Weaver.weaveDirectory(input, classPath)
          : Weaver.weaveInto(input, output, classPath);
    }
    if (!Files.isRegularFile(input)) {
      throw new IOException("there is no such directory or jar");
    }
    return Weaver.weaveJar(input, output == null ? input : output, classPath);
  }
}
