package io.pollen.process;

import io.pollen.Future;
import java.io.IOException;
import java.util.Optional;

/// A process that was started, without its pipes, as the system or the JDK shows it. Any thread.
sealed interface Running permits JdkProcess, NativeProcess {
  long pid();

  /// Waits for the end. **Cancel-safe**, and for any number of tasks.
  Future<ExitStatus> exit();

  /// How it has ended; empty while it runs.
  Optional<ExitStatus> ended();

  /// Sends a signal that is always allowed; no effect after the end.
  void kill();

  /// Asks it to end; no effect after the end.
  void terminate();

  /// Sends a signal; no effect after the end.
  ///
  /// @throws IOException when the system forbids it
  /// @throws UnsupportedOperationException when the JDK cannot
  void signal(int number) throws IOException;

  /// Whether it was given a group of its own.
  boolean leadsGroup();

  /// Sends a signal to all of its group, which it leads.
  ///
  /// @throws IOException when the system forbids it
  void signalGroup(int number) throws IOException;

  /// Its owner closes it.
  ///
  /// @param kill whether it, and the group that it leads, must not go on
  void close(boolean kill);
}
