package io.pollen.combine;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A [Future] over a `CompletionStage`, Java's eager promise: the stage's work runs by itself, the
/// future only waits for it. What `await(CompletionStage)` polls.
///
/// - *Failure*: the stage's, without the `CompletionException` around it.
/// - *Drop*: cancels the stage when it is a `CompletableFuture` and has not completed; others go on
///   and their result is ignored.
/// - *Threads*: the stage may complete on any thread.
///
/// @param <T> the type of the value
public final class StageFuture<T> extends Combinator<T> {
  private @Nullable CompletionStage<? extends T> stage;
  private @Nullable Completer<T> listener;

  private StageFuture(CompletionStage<? extends T> stage) {
    this.stage = stage;
  }

  /// A future that waits for `stage`; it looks at it when it is first polled.
  public static <T> Future<T> of(CompletionStage<? extends T> stage) {
    return new StageFuture<>(Objects.requireNonNull(stage, "stage"));
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    Completer<T> mine = listener;
    if (mine == null) {
      CompletionStage<? extends T> source = Objects.requireNonNull(stage);
      CompletableFuture<?> done = writable(source);
      if (done != null && done.isDone()) {
        stage = null;
        return resultOf(done);
      }
      mine = listen(source);
      listener = mine;
    }
    Object answer = mine.take(cx);
    if (answer != PENDING) {
      stage = null;
    }
    return answer;
  }

  private static <T> Completer<T> listen(CompletionStage<? extends T> source) {
    Completer<T> listener = new Completer<>();
    var _ =
        source.whenComplete((value, failure) -> {
          if (failure == null) {
            listener.complete(value);
          } else {
            listener.fail(unwrap(failure));
          }
        });
    return listener;
  }

  private static @Nullable Object resultOf(CompletableFuture<?> done) throws Exception {
    try {
      return done.join();
    } catch (CompletionException wrapped) {
      throw Failures.rethrow(unwrap(wrapped));
    }
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  @Override
  public void inspect(Inspection into) {
    CompletionStage<?> source = stage;
    into.what(source == null ? "a stage that has completed" : source.getClass().getSimpleName());
  }

  @Override
  void release() {
    Completer<T> mine = listener;
    CompletionStage<? extends T> source = stage;
    listener = null;
    stage = null;
    if (mine != null) {
      mine.drop();
    }
    CompletableFuture<?> running = source == null ? null : writable(source);
    if (running != null && !running.isDone()) {
      try {
        running.cancel(true);
      } catch (RuntimeException | Error failure) {
        FailureHook.report(this, failure);
      }
    }
  }

  /// The stage as a `CompletableFuture` that can be asked and cancelled. One that was handed out
  /// without its writing end (`minimalCompletionStage`) is of that class, too, but refuses both; it
  /// is told apart by answering `toCompletableFuture` with another object.
  private static @Nullable CompletableFuture<?> writable(CompletionStage<?> source) {
    return source instanceof CompletableFuture<?> future && future.toCompletableFuture() == future
        ? future
        : null;
  }
}
