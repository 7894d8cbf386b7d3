package io.pollen.process;

import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ProcessCalls;
import io.pollen.runtime.sys.StreamCalls;
import org.jspecify.annotations.Nullable;

/// Whether this system lets us start processes ourselves: Linux 5.4 and glibc 2.34, or newer, and
/// nobody forbids the calls. Asked once, and said once.
final class NativeSupport {
  private static final @Nullable String REASON = reason();

  private NativeSupport() {}

  /// Why not; null when it does.
  static @Nullable String whyNot() {
    return REASON;
  }

  private static @Nullable String reason() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return "this is not Linux";
    }
    String reason;
    try {
      reason = probe();
    } catch (LinkageError | IllegalCallerException e) {
      Throwable cause = e.getCause() != null ? e.getCause() : e;
      reason = cause.getMessage() + "; glibc 2.34 or newer is needed, and native access";
    }
    if (reason != null) {
      System.getLogger("io.pollen.process")
          .log(
              System.Logger.Level.INFO,
              "the JDK starts processes: there are no process groups, and a read or write of a pipe"
                  + " that waits holds a thread ({0})",
              reason);
    }
    return reason;
  }

  /// Tries, on this process, the calls that a kernel or a filter may refuse.
  private static @Nullable String probe() {
    int pidfd = ProcessCalls.open((int) ProcessHandle.current().pid());
    if (pidfd < 0) {
      return isShortage(-pidfd) ? null : refused("pidfd_open", -pidfd);
    }
    try {
      int sent = ProcessCalls.signal(pidfd, 0, 0);
      if (sent < 0) {
        return refused("pidfd_send_signal", -sent);
      }
      int waited = ProcessCalls.reap(pidfd); // it is no child of its own
      return waited == -Errno.ECHILD ? null : refused("waitid of a pidfd", -waited);
    } finally {
      StreamCalls.close(pidfd);
    }
  }

  /// It passes: the starts that it meets fail, and say why.
  private static boolean isShortage(int errno) {
    return errno == Errno.EMFILE || errno == Errno.ENFILE || errno == Errno.ENOMEM;
  }

  private static String refused(String call, int errno) {
    return call + ": " + Errno.describe(errno) + "; Linux 5.4 or newer is needed, and no filter";
  }
}
