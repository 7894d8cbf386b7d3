package io.pollen.process;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a process reads its input from or writes its output to.
public final class Stdio {
  /// The null device: no input, and output that goes nowhere.
  public static final Stdio NULL = new Stdio("NULL", nullDevice(), Redirect.DISCARD);

  /// A pipe whose other end is in [Child].
  public static final Stdio PIPE = new Stdio("PIPE", null, null);

  /// What this process has.
  public static final Stdio INHERIT = new Stdio("INHERIT", Redirect.INHERIT, Redirect.INHERIT);

  private final String name;
  private final @Nullable Redirect input;
  private final @Nullable Redirect output;

  private Stdio(String name, @Nullable Redirect input, @Nullable Redirect output) {
    this.name = name;
    this.input = input;
    this.output = output;
  }

  private static Redirect nullDevice() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return Redirect.from(Path.of(windows ? "NUL" : "/dev/null").toFile());
  }

  /// A file: input from its beginning, or output in place of what was in it.
  public static Stdio file(Path path) {
    Objects.requireNonNull(path, "path");
    return new Stdio(path.toString(), Redirect.from(path.toFile()), Redirect.to(path.toFile()));
  }

  /// A file, with output behind what is in it.
  public static Stdio append(Path path) {
    Objects.requireNonNull(path, "path");
    return new Stdio(
        "the end of " + path, Redirect.from(path.toFile()), Redirect.appendTo(path.toFile()));
  }

  /// Null for a pipe.
  @Nullable Redirect input() {
    return input;
  }

  /// Null for a pipe.
  @Nullable Redirect output() {
    return output;
  }

  Stdio orNull() {
    return this == PIPE ? NULL : this;
  }

  @Override
  public String toString() {
    return name;
  }
}
