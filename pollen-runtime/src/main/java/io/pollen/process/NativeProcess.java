package io.pollen.process;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.Watch;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.ProcessCalls;
import io.pollen.runtime.sys.StreamCalls;
import io.pollen.sync.CancellationToken;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A child of this process that no reaper of the JDK knows of.
///
/// Its `pidfd` is watched at any time by exactly one, who calls [#settle] when it is readable: the
/// driver of the worker on which it was started, from [#watch] on; or [Orphans], when there is none
/// any more. So it is no zombie for long, whether somebody waits for it or not. The descriptor is
/// closed when nobody watches it and no signal can be sent by it.
final class NativeProcess implements Running {
  private static final int NO_DESCRIPTOR = -1;

  // --- constant ---
  private final int pid;
  private final int pidfd;
  private final boolean leads;
  private final String program;
  private final CancellationToken exited = new CancellationToken();

  // --- under the monitor ---
  private @Nullable Watch watch;
  private boolean watched;
  private boolean released;
  private boolean descriptorClosed;

  // --- written under the monitor, before `exited` is cancelled ---
  private volatile @Nullable ExitStatus status;
  private volatile boolean stolen;

  private NativeProcess(int pid, int pidfd, boolean leads, String program) {
    this.pid = pid;
    this.pidfd = pidfd;
    this.leads = leads;
    this.program = program;
  }

  /// Takes over a child that runs, or has ended, and was not reaped. When it cannot, the child is
  /// killed. When other code has reaped it meanwhile, its number is nobody's or somebody else's,
  /// and it is not touched.
  ///
  /// @param leads whether it has a group of its own
  static NativeProcess of(int pid, boolean leads, String program) throws IOException {
    int pidfd = ProcessCalls.open(pid);
    if (pidfd == -Errno.ESRCH) {
      return taken(new NativeProcess(pid, NO_DESCRIPTOR, leads, program));
    }
    if (pidfd < 0) {
      // It is not reaped, so the number is still its own.
      var _ = ProcessCalls.kill(pid, Child.SIGKILL);
      ProcessCalls.discard(pid);
      throw new ErrnoException("pidfd_open", -pidfd);
    }
    NativeProcess process = new NativeProcess(pid, pidfd, leads, program);
    return ProcessCalls.isChild(pidfd) ? process : taken(process);
  }

  private static NativeProcess taken(NativeProcess process) {
    synchronized (process) {
      process.stolen = true;
      process.descriptorClosed = process.pidfd == NO_DESCRIPTOR;
      process.closeUnused();
    }
    process.exited.cancel();
    return process;
  }

  // ---------------------------------------------------------------- its end

  /// Has the driver of `cx` watch it. Once, before anybody else knows it.
  ///
  /// @param driver null: there is none
  void watch(Context cx, @Nullable Driver driver) {
    if (stolen) {
      return;
    }
    if (driver == null) {
      orphan();
      return;
    }
    Watch mine;
    try {
      mine = driver.watch(cx, pidfd, EnumSet.of(Interest.READABLE), false);
    } catch (IOException | RuntimeException noWatch) {
      orphan(); // it is watched in the other way: nothing is lost
      return;
    }
    synchronized (this) {
      watched = true;
      watch = mine;
    }
    boolean ready;
    try {
      ready = mine.pollReady(cx.withWaker(this::arrived), Interest.READABLE) != Watch.PENDING;
    } catch (IOException closedMeanwhile) {
      ready = true;
    }
    if (ready) {
      arrived();
    }
  }

  /// The driver has seen its end, or is closed.
  private void arrived() {
    Watch over;
    synchronized (this) {
      over = watch;
      watch = null;
    }
    if (over == null) {
      return; // this has been told twice
    }
    over.close(); // before the descriptor, whose number may be another's soon
    if (!settle()) {
      orphan();
    }
  }

  private void orphan() {
    synchronized (this) {
      watched = true;
    }
    Orphans.adopt(this, pidfd);
  }

  /// For who watches it: reaps it when it has ended.
  ///
  /// @return whether it is not to be watched any more
  boolean settle() {
    if (!reap()) {
      return false;
    }
    synchronized (this) {
      watched = false;
      closeUnused();
    }
    return true;
  }

  /// @return whether it has ended
  private boolean reap() {
    synchronized (this) { // also so that no signal is on its way while it is reaped
      if (isOver()) {
        return true;
      }
      int answer = ProcessCalls.reap(pidfd);
      if (answer == 0) {
        return false;
      }
      if (answer > 0) {
        int value = answer & 0xFF;
        status =
            (answer & ProcessCalls.KILLED) != 0
                ? ExitStatus.killed(value)
                : ExitStatus.exited(value);
      } else {
        stolen = true;
      }
    }
    exited.cancel();
    return true;
  }

  /// Whether it is reaped, by us or by other code. Under the monitor.
  private boolean isOver() {
    return status != null || stolen;
  }

  /// Under the monitor.
  private void closeUnused() {
    if (isOver() && !watched && (released || !leads) && !descriptorClosed) {
      descriptorClosed = true;
      StreamCalls.close(pidfd);
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public Future<ExitStatus> exit() {
    return exited.cancelled().map(gone -> status());
  }

  private ExitStatus status() {
    ExitStatus known = status;
    if (known == null) {
      throw new IllegalStateException(
          "process %d '%s' has ended, but how is not known: other code in this process, such as a C library, waits for all children and took the exit code"
              .formatted(pid, program));
    }
    return known;
  }

  @Override
  public Optional<ExitStatus> ended() {
    return reap() ? Optional.of(status()) : Optional.empty();
  }

  // ---------------------------------------------------------------- signals

  @Override
  public void kill() {
    var _ = send(Child.SIGKILL);
  }

  @Override
  public void terminate() {
    var _ = send(Child.SIGTERM);
  }

  @Override
  public void signal(int number) throws IOException {
    check(send(number));
  }

  private synchronized int send(int number) {
    return isOver() ? 0 : ProcessCalls.signal(pidfd, number, 0);
  }

  private void check(int result) throws IOException {
    if (result < 0 && result != -Errno.ESRCH) {
      throw new IOException(
          "cannot send a signal to process %d '%s'".formatted(pid, program),
          new ErrnoException("pidfd_send_signal", -result));
    }
  }

  @Override
  public boolean leadsGroup() {
    return leads;
  }

  @Override
  public void signalGroup(int number) throws IOException {
    check(sendToGroup(number, true));
  }

  /// @param late whether the group's number may be used after its leader is reaped, where the
  ///   system knows no better way
  private synchronized int sendToGroup(int number, boolean late) {
    if (descriptorClosed) {
      return 0;
    }
    int result = ProcessCalls.signal(pidfd, number, ProcessCalls.PROCESS_GROUP);
    if (result != -Errno.EINVAL) {
      return result;
    }
    // Before Linux 6.9. While the leader is not reaped the number cannot be another group's.
    return isOver() && !late ? 0 : ProcessCalls.kill(-pid, number);
  }

  @Override
  public void close(boolean kill) {
    if (kill && leads) {
      var _ = sendToGroup(Child.SIGKILL, false);
    }
    if (kill) {
      kill(); // in any case: it may have left the group that it led
    }
    boolean unwatched;
    synchronized (this) {
      released = true;
      closeUnused();
      unwatched = !watched && !isOver();
    }
    if (unwatched) {
      orphan(); // it was started for a future that was dropped
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " '" + program + "'";
  }
}
