package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// A future that is lent to several selects in a loop and keeps its progress: made by `Async.keep`,
/// the counterpart of Rust's `&mut future`.
///
/// ```
/// try (var reply = keep(request(server))) {
///   while (true) {
///     switch (await(race(reply.map(Answer::new), sleep(second).map(Tick::new)))) {
///       case Answer(var text) -> { return text; }
///       case Tick(var unused) -> progress.advance();
///     }
///   }
/// }
/// ```
///
/// Here [#drop] only ends the loan: the future may be polled again, by its next borrower. What it
/// holds is released by [#close], which try-with-resources calls also when the block around it is
/// dropped. One borrower at a time. After it has completed, polling it throws
/// `IllegalStateException`: guard a branch in a loop by [#isFinished].
///
/// @param <T> the type of the value
public final class Kept<T> extends RawFuture<T> implements AutoCloseable, Inspectable {
  private final FencedFuture<T> inner;

  Kept(Future<? extends T> inner) {
    this.inner = new FencedFuture<>(inner);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    return inner.pollRaw(cx);
  }

  @Override
  public void inspect(Inspection into) {
    inner.inspect(into);
    into.what("keep");
  }

  /// Ends the loan; the future keeps its progress.
  @Override
  public void drop() {}

  /// Whether the future has completed, failed or been closed: it must not be polled again.
  public boolean isFinished() {
    return inner.isFinished();
  }

  /// Drops the future that was kept. Idempotent, never throws, no effect after completion. The
  /// owner only.
  @Override
  public void close() {
    inner.drop();
  }
}
