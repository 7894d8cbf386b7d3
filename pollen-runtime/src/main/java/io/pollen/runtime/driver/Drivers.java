package io.pollen.runtime.driver;

import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Opens drivers: the best that this system has, or the one that is asked for.
public final class Drivers {
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  /// Whether there is an io_uring driver in the process.
  private static volatile boolean ringServes;

  private Drivers() {}

  /// Opens a driver. Where io_uring is asked for but forbidden or unsupported it is epoll, and
  /// where epoll is, NIO; a log line says why, once.
  ///
  /// @throws IllegalArgumentException when `kind` is [DriverKind#AUTO] and the configuration names
  ///   no driver
  /// @throws UncheckedIOException when the system gives no descriptor for it
  public static Driver open(DriverKind kind) {
    return open(kind, EpollDriver.EVENTS);
  }

  /// The same; one look fetches at most `events` events (epoll and io_uring only).
  ///
  /// @param events at least 1
  public static Driver open(DriverKind kind, int events) {
    return open(wanted(kind), system(), architecture(), events);
  }

  /// Whether workers gain by sharing a driver of this kind here: an epoll instance takes up sockets
  /// of any thread at no cost while another one waits in it, a selector has to be woken for it, and
  /// a ring belongs to the thread that hands in. What is opened in place of what cannot be had is
  /// not known yet: NIO in the place of epoll is shared then, which works, too.
  ///
  /// @throws IllegalArgumentException as [#open(DriverKind)]
  public static boolean isShareable(DriverKind kind) {
    DriverKind wanted = wanted(kind);
    return (wanted == DriverKind.AUTO || wanted == DriverKind.EPOLL)
        && isLinux(system(), architecture());
  }

  /// Whether drivers of this kind read files, where the system lets them.
  ///
  /// @throws IllegalArgumentException as [#open(DriverKind)]
  public static boolean readFiles(DriverKind kind) {
    return wanted(kind) == DriverKind.URING;
  }

  private static DriverKind wanted(DriverKind kind) {
    return kind == DriverKind.AUTO
        ? DriverKind.configured(System.getProperty("pollen.driver"), System.getenv("POLLEN_DRIVER"))
        : kind;
  }

  private static String system() {
    return System.getProperty("os.name", "");
  }

  private static String architecture() {
    return System.getProperty("os.arch", "");
  }

  private static boolean isLinux(String system, String architecture) {
    return system.equals("Linux") && ARCHITECTURES.contains(architecture);
  }

  /// The Linux classes are reached only from here, and only on Linux.
  static Driver open(DriverKind kind, String system, String architecture, int events) {
    try {
      if (kind == DriverKind.NIO) {
        return new NioDriver();
      }
      if (!isLinux(system, architecture)) {
        if (kind != DriverKind.AUTO) {
          Log.once(
              "no %s on %s %s: the NIO driver serves the sockets"
                  .formatted(
                      kind == DriverKind.URING ? "io_uring" : "epoll", system, architecture));
        }
        return new NioDriver();
      }
      return kind == DriverKind.URING ? ringOrEpoll(events) : epollOrNio(events);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open an I/O driver: " + e.getMessage(), e);
    }
  }

  private static Driver ringOrEpoll(int events) throws IOException {
    try {
      Driver opened = RingDriver.open(events);
      ringServes = true;
      return opened;
    } catch (ErrnoException e) {
      if (ringServes) {
        throw e; // a runtime cannot have workers of both kinds: its streams go from one to another
      }
      Log.once(
          "io_uring cannot be used (%s; %s): epoll serves the sockets"
              .formatted(e.getMessage(), advice(e.errno())));
      return epollOrNio(events);
    } catch (LinkageError | IllegalCallerException e) {
      return epollOrNio(events); // which fails for the same reason, and says so
    }
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EPERM ->
          "a seccomp filter, for example a container's, or the setting kernel.io_uring_disabled"
              + " forbids it";
      case Errno.ENOSYS -> "this kernel is built without it";
      case Errno.EINVAL -> "Linux 6.0 or newer is needed";
      default -> "see io_uring_setup(2)";
    };
  }

  private static Driver epollOrNio(int events) throws IOException {
    try {
      return EpollDriver.open(events);
    } catch (LinkageError | IllegalCallerException e) {
      // Native access is denied by a flag, or libc lacks a function. An initialiser that failed
      // once throws NoClassDefFoundError from then on, which is a LinkageError too.
      Throwable reason = e.getCause() != null ? e.getCause() : e;
      Log.once(
          ("epoll cannot be used (%s): the NIO driver serves the sockets; allow native access with"
                  + " --enable-native-access=io.pollen.runtime (or ALL-UNNAMED on the class path)")
              .formatted(reason.getMessage()));
      return new NioDriver();
    }
  }

  /// Made only when there is something to say.
  private static final class Log {
    private static final Logger LOGGER = System.getLogger("io.pollen.driver");

    /// There is more than one driver in most runtimes.
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    static void once(String message) {
      if (SAID.add(message)) {
        LOGGER.log(Level.WARNING, message);
      }
    }
  }
}
