package io.pollen.bench.load;

import java.util.Locale;

/// What a server does.
enum Service {
  /// Sends back what comes over TCP.
  ECHO,
  /// The same inside TLS.
  TLS,
  /// Sends back datagrams.
  UDP,
  /// Answers HTTP requests with a plain text.
  HTTP;

  /// Its name in messages, and the Tokio peer's command.
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
