package io.pollen.combine;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Outcome;
import io.pollen.woven.RawFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The writing end of a future that is completed by a callback: what `Async.create` hands out.
///
/// ```
/// Future<Reply> ask(Client client, Query query) {
///   return create(completer -> {
///     var call = client.send(query, completer::complete, completer::fail);
///     completer.onDrop(call::cancel);
///   });
/// }
/// ```
///
/// All methods may be called from any thread, any number of times; the first completion counts.
///
/// The state is one slot:
///
/// | slot        | name      | entered by         | left by     | meaning                             |
/// |-------------|-----------|--------------------|-------------|-------------------------------------|
/// | null        | OPEN      | birth              | all below   | nothing has happened                |
/// | an Outcome  | COMPLETED | `complete`, `fail` | the poll, a drop | not yet seen by the awaiter    |
/// | TAKEN       | TAKEN     | the poll           | never       | the awaiter has it                  |
/// | DROPPED     | DROPPED   | a drop             | never       | nobody will ever want it            |
///
/// @param <T> the type of the value
public final class Completer<T> {
  private static final Object TAKEN = new Object();
  private static final Object DROPPED = new Object();
  private static final Object FIRED = new Object();
  private static final VarHandle SLOT;
  private static final VarHandle HOOK;

  static {
    try {
      var lookup = MethodHandles.lookup();
      SLOT = lookup.findVarHandle(Completer.class, "slot", Object.class);
      HOOK = lookup.findVarHandle(Completer.class, "hook", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Starts the operation that will complete the future.
  ///
  /// @param <T> the type of the value
  @FunctionalInterface
  public interface Start<T> {
    /// Called at the future's first poll, on the polling thread; must not block. What it throws is
    /// the future's failure.
    void start(Completer<T> completer) throws Exception;
  }

  // --- every thread ---
  private volatile @Nullable Object slot;

  @SuppressWarnings("UnusedVariable") // accessed through HOOK
  private volatile @Nullable Object hook;

  private volatile @Nullable Consumer<? super T> undelivered;
  private final AtomicWaker waker = new AtomicWaker();

  Completer() {}

  /// Completes the future with `value`.
  ///
  /// @return false when it was completed or dropped before: the value is not used, and whoever
  ///   calls keeps it
  public boolean complete(T value) {
    return settle(Outcome.success(value));
  }

  /// Completes the future with a failure, which its awaiter gets thrown unchanged.
  ///
  /// @return false when it was completed or dropped before
  public boolean fail(Throwable failure) {
    return settle(Outcome.failure(Objects.requireNonNull(failure, "failure")));
  }

  /// Sets what to do when the future is dropped before its completion: stop the operation. The hook
  /// runs once, on the dropping thread (or at once, when the future was dropped already), and must
  /// not block. What it throws goes to [FailureHook].
  ///
  /// @throws IllegalStateException when a hook was set before
  public void onDrop(Runnable action) {
    Objects.requireNonNull(action, "action");
    // Pairs with the getAndSet in drop(): either the drop finds the hook, or we find FIRED.
    Object before = HOOK.compareAndExchange(this, null, action);
    if (before == FIRED) {
      run(action);
    } else if (before != null) {
      throw new IllegalStateException("onDrop was called twice: one completer has one hook");
    }
  }

  /// Sets what to do with a value that was accepted by [#complete] but that the future's owner
  /// never saw, because it dropped the future first: close it, hand it back. Call it before
  /// completing. Runs on the dropping thread; what it throws goes to [FailureHook].
  public void onUndelivered(Consumer<? super T> action) {
    undelivered = Objects.requireNonNull(action, "action");
  }

  /// Whether the future was dropped: nobody wants a value any more.
  public boolean isDropped() {
    return slot == DROPPED;
  }

  private boolean settle(Outcome<T> outcome) {
    if (!SLOT.compareAndSet(this, null, outcome)) {
      return false;
    }
    // Pairs with register() and the look after it in take().
    waker.wake();
    return true;
  }

  /// The awaiter's look. The owner of the future only.
  @Nullable Object take(Context cx) throws Exception {
    if (slot == null) {
      waker.register(cx.waker());
    }
    Object now = slot;
    if (now == null) {
      return RawFuture.PENDING;
    }
    slot = TAKEN; // completed: only the owner changes it from here on
    return switch ((Outcome<?>) now) {
      case Outcome.Success<?>(var value) -> value;
      case Outcome.Failure<?>(var cause) -> throw Failures.rethrow(cause);
    };
  }

  /// The owner's drop: runs the hook when there was no completion, hands back a value that was not
  /// seen.
  @SuppressWarnings("unchecked")
  void drop() {
    if (slot == TAKEN) {
      return;
    }
    // Pairs with the compareAndSet in settle(): exactly one of the two finds the slot OPEN.
    Object before = SLOT.getAndSet(this, DROPPED);
    waker.take();
    if (before == null) {
      if (HOOK.getAndSet(this, FIRED) instanceof Runnable action) {
        run(action);
      }
    } else if (before instanceof Outcome.Success<?>(var value)) {
      Consumer<? super T> action = undelivered;
      if (action != null) {
        run(() -> action.accept((T) value));
      }
    }
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable failure) {
      FailureHook.report(this, failure);
    }
  }
}
