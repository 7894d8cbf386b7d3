package io.pollen.compiler.check;

import java.util.Locale;
import java.util.Optional;
import javax.tools.Diagnostic;

/// How loud a check speaks.
public enum Level {
  ERROR,
  WARN,
  OFF;

  static Optional<Level> of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "error" -> Optional.of(ERROR);
      case "warn", "warning" -> Optional.of(WARN);
      case "off" -> Optional.of(OFF);
      default -> Optional.empty();
    };
  }

  Diagnostic.Kind kind() {
    return this == ERROR ? Diagnostic.Kind.ERROR : Diagnostic.Kind.WARNING;
  }
}
