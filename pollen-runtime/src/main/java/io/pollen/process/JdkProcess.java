package io.pollen.process;

import io.pollen.Future;
import io.pollen.sync.CancellationToken;
import java.util.Optional;

/// A process of the JDK, whose reaper tells its end.
final class JdkProcess implements Running {
  private final Process process;
  private final CancellationToken exited = new CancellationToken();

  JdkProcess(Process process) {
    this.process = process;
    var _ = process.onExit().thenRun(exited::cancel);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Future<ExitStatus> exit() {
    return exited.cancelled().map(gone -> status());
  }

  private ExitStatus status() {
    return new ExitStatus(process.exitValue());
  }

  @Override
  public Optional<ExitStatus> ended() {
    return process.isAlive() ? Optional.empty() : Optional.of(status());
  }

  @Override
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  @Override
  public void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void signal(int number) {
    switch (number) {
      case Child.SIGKILL -> kill();
      case Child.SIGTERM -> terminate();
      default ->
          throw new UnsupportedOperationException(
              "cannot send signal %d: %s; only kill() and terminate() are left"
                  .formatted(number, JdkLaunch.why()));
    }
  }

  @Override
  public boolean leadsGroup() {
    return false;
  }

  @Override
  public void signalGroup(int number) {
    throw new AssertionError("it leads no group");
  }

  @Override
  public void close(boolean kill) {
    if (kill) {
      kill();
    }
  }
}
