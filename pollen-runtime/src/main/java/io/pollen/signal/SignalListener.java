package io.pollen.signal;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.sync.Notify;

/// Hears of the signals of one kind until it is closed. Made by [Signals#on].
///
/// ```java
/// try (var hangups = Signals.on("HUP")) {
///   while (true) {
///     await(hangups.next());
///     reload();
///   }
/// }
/// ```
public final class SignalListener implements AutoCloseable {
  private final SignalHandlers.Kind kind;
  private final Notify arrived = new Notify();

  SignalListener(SignalHandlers.Kind kind) {
    this.kind = kind;
    kind.add(this);
  }

  /// The next signal, or one that has come since the last `next()` and nobody has seen. There is no
  /// end of them. One task at a time awaits it.
  ///
  /// **Cancel-safe**: a signal that came for a dropped one is the next one's. Fails when the
  /// listener is closed before its first poll; one that waits at the close waits for ever.
  public Future<Void> next() {
    return Async.lazy(
            () -> {
              if (!kind.has(this)) {
                throw new IllegalStateException(
                    this + " is closed: make another one by Signals.on(...)");
              }
              return arrived;
            })
        .flatMap(Notify::notified);
  }

  /// On the JDK's thread.
  void arrived() {
    arrived.notifyOne();
  }

  /// Hears nothing any more. The process does not go back to what it did at such a signal before.
  /// Idempotent, any thread.
  @Override
  public void close() {
    kind.remove(this);
  }

  @Override
  public String toString() {
    return "a listener of " + kind;
  }
}
