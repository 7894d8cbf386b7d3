package io.pollen.transform;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// Reads what a lambda has captured.
final class LambdaCaptures {
  private LambdaCaptures() {}

  private static final MethodHandle SLOW;

  static {
    try {
      SLOW =
          MethodHandles.lookup()
              .findStatic(
                  LambdaCaptures.class,
                  "captured",
                  MethodType.methodType(Object.class, Object.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// A handle from the lambda to its captured value. The JDK names the fields of lambda classes
  /// `arg$1` and so on, which nothing promises; should it stop, their serialized form still tells.
  static MethodHandle getter(
      MethodHandles.Lookup host, Class<?> lambda, int number, Class<?> type) {
    try {
      return host.findGetter(lambda, "arg$" + (number + 1), type);
    } catch (ReflectiveOperationException unnamed) {
      return slowGetter(number);
    }
  }

  static MethodHandle slowGetter(int number) {
    return MethodHandles.insertArguments(SLOW, 1, number);
  }

  private static @Nullable Object captured(Object lambda, int number) {
    var form = LambdaOrigin.of((Serializable) lambda);
    if (form == null) {
      throw new IllegalStateException("no serialized form: " + lambda.getClass());
    }
    return form.getCapturedArg(number);
  }
}
