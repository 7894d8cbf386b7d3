package io.pollen.runtime.scheduler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// How long threads have had a processor. Loads the JDK's management classes when it is asked for
/// the first time; they may be missing.
final class CpuTime {
  private CpuTime() {}

  private static final class Bean {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }

  /// Of `thread` since its start, in nanoseconds; negative when that is not known.
  static long nanos(Thread thread) {
    try {
      return Bean.THREADS.getThreadCpuTime(thread.threadId());
    } catch (LinkageError | UnsupportedOperationException unknown) {
      return -1;
    }
  }
}
