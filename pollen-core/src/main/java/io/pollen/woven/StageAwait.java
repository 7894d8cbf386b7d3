package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Waker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A `CompletionStage` in raw form: the first poll asks to be told, later polls look.
final class StageAwait extends RawFuture<Object> {
  private final CompletionStage<?> stage;
  private boolean asked;
  private volatile @Nullable Waker waker;
  private volatile @Nullable Answer answer;

  private record Answer(@Nullable Object value, @Nullable Throwable failure) {}

  private StageAwait(CompletionStage<?> stage) {
    this.stage = stage;
  }

  static StageAwait of(@Nullable CompletionStage<?> stage) {
    if (stage == null) {
      throw new NullPointerException("await(null): there is no stage to wait for");
    }
    return new StageAwait(stage);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) {
    // Store the waker, then look: pairs with the store of the answer and the load of the waker in
    // finished().
    waker = cx.waker();
    if (!asked) {
      asked = true;
      var ignored = stage.whenComplete(this::finished);
    }
    Answer now = answer;
    if (now == null) {
      return PENDING;
    }
    waker = null;
    if (now.failure != null) {
      throw Sneaky.rethrow(now.failure);
    }
    return now.value;
  }

  private void finished(@Nullable Object value, @Nullable Throwable failure) {
    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
    answer = new Answer(value, wrapped && failure != null ? failure.getCause() : failure);
    Waker told = waker;
    if (told != null) {
      told.wake();
    }
  }

  @Override
  public void drop() {
    waker = null;
    if (stage instanceof CompletableFuture<?> future) {
      future.cancel(false);
    }
  }
}
