package io.pollen.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one process is to be.
///
/// @param environment values by name; null removes the variable
record Plan(
    List<String> line,
    boolean clearEnvironment,
    Map<String, @Nullable String> environment,
    @Nullable Path directory,
    Stdio stdin,
    Stdio stdout,
    Stdio stderr,
    boolean killOnDrop,
    Extras extras) {

  /// What only the native way of starting can do.
  ///
  /// @param arg0 what the program is told of its name; null: what it was started by
  /// @param group the group that it joins, 0 for one of its own, negative: ours
  /// @param session whether it gets a session of its own
  record Extras(@Nullable String arg0, int group, boolean session) {
    static final int OURS = -1;
    static final Extras NONE = new Extras(null, OURS, false);

    boolean leadsGroup() {
      return session || group == 0;
    }
  }

  String program() {
    return line.getFirst();
  }

  /// A pipe would have nobody at its other end.
  Plan withoutPipes() {
    return new Plan(
        line,
        clearEnvironment,
        environment,
        directory,
        stdin.orNull(),
        stdout.orNull(),
        stderr.orNull(),
        killOnDrop,
        extras);
  }

  /// @throws IOException when the directory is none, in words
  void checkDirectory() throws IOException {
    if (directory == null) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "cannot start '" + program() + "': its directory " + directory + " does not exist");
    }
    if (!Files.isExecutable(directory)) {
      throw new IOException(
          "cannot start '" + program() + "': its directory " + directory + " may not be entered");
    }
  }

  /// Changes what is inherited into what the process gets.
  ///
  /// @throws IllegalArgumentException when a name or a value cannot be one
  void applyTo(Map<String, String> variables) {
    if (clearEnvironment) {
      variables.clear();
    }
    environment.forEach((name, value) -> {
      if (value == null) {
        variables.remove(name);
      } else {
        variables.put(name, value);
      }
    });
  }
}
