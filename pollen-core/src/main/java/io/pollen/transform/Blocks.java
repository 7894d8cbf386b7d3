package io.pollen.transform;

import io.pollen.AsyncAction;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.woven.Starter;
import io.pollen.woven.StateMachine;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Starts async bodies: one fresh state machine for each call. A woven body makes its own machines;
/// the first call for another one transforms it. A body that cannot be transformed is refused here,
/// by an `IllegalStateException` that says where it is and what to write instead.
///
/// Safe for any threads.
public final class Blocks {
  private Blocks() {}

  /// A fresh, lazy future of `body`.
  @SuppressWarnings("unchecked") // the machine of a body has the body's type
  public static <T> Future<T> start(AsyncBody<T> body) {
    return (Future<T>) start(BodyKind.BODY, body, null, null);
  }

  /// A fresh, lazy future of `body`.
  @SuppressWarnings("unchecked")
  public static Future<Void> start(AsyncAction body) {
    return (Future<Void>) start(BodyKind.ACTION, body, null, null);
  }

  /// A fresh, lazy future of `body` with its argument.
  @SuppressWarnings("unchecked")
  public static <A, T> Future<T> start(AsyncFunction<A, T> body, A argument) {
    return (Future<T>) start(BodyKind.FUNCTION, body, argument, null);
  }

  /// A fresh, lazy future of `body` with its arguments.
  @SuppressWarnings("unchecked")
  public static <A, B, T> Future<T> start(AsyncBiFunction<A, B, T> body, A first, B second) {
    return (Future<T>) start(BodyKind.BI_FUNCTION, body, first, second);
  }

  private static StateMachine<?> start(
      BodyKind kind, Serializable body, @Nullable Object first, @Nullable Object second) {
    StateMachine<?> woven =
        body instanceof Starter starter ? starter.machine(body, first, second) : null;
    return woven != null
        ? woven
        : Objects.requireNonNull(kind.starter(body).machine(body, first, second));
  }

  /// Lends Pollen the rights of a module, for async blocks in packages that it does not open.
  public static void register(MethodHandles.Lookup lookup) {
    HostLookup.register(lookup);
  }
}
