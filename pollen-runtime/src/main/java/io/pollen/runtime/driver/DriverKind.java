package io.pollen.runtime.driver;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which driver serves the sockets.
public enum DriverKind {
  /// What the property `pollen.driver` or else the variable `POLLEN_DRIVER` names; without them
  /// epoll, or NIO where there is none.
  AUTO,
  /// epoll through `java.lang.foreign`: Linux on x86_64 and aarch64.
  EPOLL,

  /// io_uring through `java.lang.foreign`: Linux 6.0 or newer on x86_64 and aarch64. Streams
  /// receive and listeners accept without a system call for each, and small reads of files wait
  /// there for the device; all else goes by epoll. Never chosen by itself: see the guide to
  /// networking for where it pays.
  URING,
  /// A `java.nio` selector: every system.
  NIO;

  /// What the property or the variable asks for; [#AUTO] when neither does.
  ///
  /// @throws IllegalArgumentException when it names no driver
  static DriverKind configured(@Nullable String property, @Nullable String variable) {
    boolean byProperty = property != null && !property.isBlank();
    String name = byProperty ? property : variable;
    if (name == null || name.isBlank()) {
      return AUTO;
    }
    return Arrays.stream(values())
        .filter(kind -> kind.name().equals(name.strip().toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s names the driver \"%s\": use one of auto, epoll, uring, nio"
                    .formatted(byProperty ? "the property pollen.driver" : "POLLEN_DRIVER", name)));
  }
}
