package io.pollen.runtime.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/// Opens drivers: the best that this system has, or the one that is asked for.
public final class Drivers {
  private static final Set<String> EPOLL_ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  private Drivers() {}

  /// Opens a driver for one worker. Where epoll is asked for but forbidden or unsupported it is
  /// NIO, and a log line says why.
  ///
  /// @throws IllegalArgumentException when `kind` is [DriverKind#AUTO] and the configuration names
  ///   no driver
  /// @throws UncheckedIOException when the system gives no descriptor for it
  public static Driver open(DriverKind kind) {
    return open(kind, EpollDriver.EVENTS);
  }

  /// The same; one look fetches at most `events` events (epoll only).
  ///
  /// @param events at least 1
  public static Driver open(DriverKind kind, int events) {
    DriverKind wanted =
        kind == DriverKind.AUTO
            ? DriverKind.configured(
                System.getProperty("pollen.driver"), System.getenv("POLLEN_DRIVER"))
            : kind;
    return open(
        wanted, System.getProperty("os.name", ""), System.getProperty("os.arch", ""), events);
  }

  /// The Linux classes are reached only from here, and only on Linux.
  static Driver open(DriverKind kind, String system, String architecture, int events) {
    try {
      return switch (kind) {
        case NIO -> new NioDriver();
        case AUTO -> hasEpoll(system, architecture) ? epollOrNio(events) : new NioDriver();
        case EPOLL -> {
          if (!hasEpoll(system, architecture)) {
            Log.LOGGER.log(
                Level.WARNING,
                "no epoll on {0} {1}: the NIO driver serves the sockets",
                system,
                architecture);
            yield new NioDriver();
          }
          yield epollOrNio(events);
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open an I/O driver: " + e.getMessage(), e);
    }
  }

  private static boolean hasEpoll(String system, String architecture) {
    return system.equals("Linux") && EPOLL_ARCHITECTURES.contains(architecture);
  }

  private static Driver epollOrNio(int events) throws IOException {
    try {
      return EpollDriver.open(events);
    } catch (LinkageError | IllegalCallerException e) {
      // Native access is denied by a flag, or libc lacks a function. An initialiser that failed
      // once
      // throws NoClassDefFoundError from then on, which is a LinkageError too.
      Throwable reason = e.getCause() != null ? e.getCause() : e;
      Log.LOGGER.log(
          Level.WARNING,
          "epoll cannot be used ({0}): the NIO driver serves the sockets; allow native access with"
              + " --enable-native-access=io.pollen.runtime (or ALL-UNNAMED on the class path)",
          reason.getMessage());
      return new NioDriver();
    }
  }

  /// Made only when there is something to say.
  private static final class Log {
    static final Logger LOGGER = System.getLogger("io.pollen.driver");
  }
}
