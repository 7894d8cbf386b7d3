package io.pollen.transform;

import io.pollen.AsyncAction;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.woven.RawFuture;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Starts async bodies: one fresh state machine for each call.
public final class Blocks {
  private Blocks() {}

  public static <T> Future<T> start(AsyncBody<T> body) {
    return new Plain<>(body::run);
  }

  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  public static Future<Void> start(AsyncAction body) {
    return new Plain<>(() -> {
      body.run();
      return null;
    });
  }

  public static <A, T> Future<T> start(AsyncFunction<A, T> body, A argument) {
    return new Plain<>(() -> body.apply(argument));
  }

  public static <A, B, T> Future<T> start(AsyncBiFunction<A, B, T> body, A first, B second) {
    return new Plain<>(() -> body.apply(first, second));
  }

  /// A body without awaits.
  private static final class Plain<T> extends RawFuture<T> {
    private @Nullable Callable<T> body;

    Plain(Callable<T> body) {
      this.body = body;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      Callable<T> once = body;
      if (once == null) {
        throw new IllegalStateException("async block polled after completion");
      }
      body = null;
      return once.call();
    }

    @Override
    public void drop() {
      body = null;
    }
  }
}
