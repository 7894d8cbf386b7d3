package io.pollen.cli;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// `pollen run FILE.java [args]`: the JDK's own source launcher (JEP 330, 458 and 512: one file,
/// its siblings, a `main` of any allowed form), but with an exit code that tells a broken file (2)
/// from a program that failed (1).
///
/// The launcher is internal to the JDK, so `java` needs [#EXPORTS] (the script and the jar's
/// manifest have it).
public final class SourceRun {
  static final String EXPORTS =
      "--add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED";

  private static final String LAUNCHER = "com.sun.tools.javac.launcher.SourceLauncher";
  private static final String BROKEN_FILE = "com.sun.tools.javac.launcher.Fault";

  private SourceRun() {}

  /// Runs a file; used by the script directly, to save the start of the command-line parser.
  ///
  /// @param args the file, then the program's arguments
  /// @throws Throwable what the program threw, unchanged
  public static void main(String[] args) throws Throwable {
    if (args.length == 0) {
      System.err.println("pollen run: which file? Usage: pollen run FILE.java [args]");
      System.exit(ExitCode.USAGE);
    }
    int code = run(Path.of(args[0]), args, System.err);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
    // Otherwise the JVM ends when the program's last non-daemon thread does, as with java FILE.
  }

  /// Compiles and runs in this JVM; returns when `main` has returned.
  ///
  /// @param command the file's name as given, then the program's arguments
  /// @return 0, or 2 when the file is missing or broken: the reason has been written to `err`
  /// @throws Throwable what the program threw, unchanged
  static int run(Path file, String[] command, PrintStream err) throws Throwable {
    String complaint = complaint(file);
    if (complaint != null) {
      err.println("pollen run: " + complaint);
      return ExitCode.USAGE;
    }
    Object launcher;
    Method run;
    try {
      Class<?> type = Class.forName(LAUNCHER, true, ClassLoader.getSystemClassLoader());
      Constructor<?> constructor = type.getConstructor(PrintStream.class);
      launcher = constructor.newInstance(err);
      run = type.getMethod("run", String[].class, String[].class);
    } catch (ReflectiveOperationException e) {
      err.println("pollen run: this JDK's source launcher is not accessible (" + e + ").");
      err.println("            Start pollen by its script, or java with " + EXPORTS);
      return ExitCode.FAILED;
    }
    try {
      run.invoke(launcher, new String[0], command);
      return ExitCode.OK;
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      if (thrown != null && thrown.getClass().getName().equals(BROKEN_FILE)) {
        err.println(thrown.getMessage());
        return ExitCode.USAGE;
      }
      // The launcher wraps what main threw once more.
      throw thrown instanceof InvocationTargetException inner && inner.getCause() != null
          ? inner.getCause()
          : thrown == null ? e : thrown;
    }
  }

  private static @Nullable String complaint(Path file) {
    if (Files.isDirectory(file)) {
      return file + " is a folder; name the Java source file in it that has the main method";
    }
    if (!Files.exists(file)) {
      return "there is no file " + file + " (in " + Path.of("").toAbsolutePath() + ")";
    }
    if (!Files.isReadable(file)) {
      return file + " cannot be read (permissions)";
    }
    if (!file.toString().endsWith(".java")) {
      return file + " is not a .java file";
    }
    return null;
  }

  static String[] command(Path file, String[] args) {
    String[] command = Arrays.copyOf(new String[] {file.toString()}, args.length + 1);
    System.arraycopy(args, 0, command, 1, args.length);
    return command;
  }
}
