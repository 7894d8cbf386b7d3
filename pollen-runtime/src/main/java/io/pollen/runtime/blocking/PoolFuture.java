package io.pollen.runtime.blocking;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Outcome;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.woven.RawFuture;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call on the blocking pool as a lazy future: what most operations on files are. The pool is
/// that of the runtime that polls it first.
///
/// A call that was begun cannot be taken back, so it outlives the drop of its future:
///
/// | made by        | dropped before its call begins to run | its late value | its late failure      | at the end of the runtime |
/// |----------------|---------------------------------------|----------------|-----------------------|---------------------------|
/// | [#reading]     | runs all the same                     | is forgotten   | is forgotten          | interrupted               |
/// | [#changing]    | runs all the same                     | is forgotten   | is reported           | carried through           |
/// | [#undisturbed] | runs all the same                     | is forgotten   | is forgotten          | carried through           |
/// | [#acquiring]   | runs all the same                     | is released    | is forgotten          | carried through           |
///
/// @param <T> the type of the value
public final class PoolFuture<T> extends RawFuture<T> {
  private final String what;
  private final Object subject;
  private final Callable<? extends T> call;
  private final Kind kind;
  private final @Nullable Consumer<? super T> release;

  // --- the owner ---
  private @Nullable JoinHandle<Outcome<T>> running;
  private boolean finished;

  // --- under the monitor ---
  private @Nullable Outcome<T> left;
  private boolean abandoned;

  private enum Kind {
    READING,
    CHANGING,
    ACQUIRING
  }

  private PoolFuture(
      Kind kind,
      String what,
      Object subject,
      Callable<? extends T> call,
      @Nullable Consumer<? super T> release) {
    this.kind = kind;
    this.what = what;
    this.subject = subject;
    this.call = call;
    this.release = release;
  }

  /// A call that changes nothing.
  ///
  /// @param what names the operation in dumps and messages
  /// @param subject on what it works, for the same
  public static <T> PoolFuture<T> reading(String what, Object subject, Callable<? extends T> call) {
    return new PoolFuture<>(Kind.READING, what, subject, call, null);
  }

  /// A call that changes something. When it was begun it is carried through; a failure that comes
  /// after the drop goes where those of detached tasks go.
  public static <T> PoolFuture<T> changing(
      String what, Object subject, Callable<? extends T> call) {
    return new PoolFuture<>(Kind.CHANGING, what, subject, call, null);
  }

  /// A call that changes nothing but must not be interrupted: an interrupt inside of a channel
  /// closes it for all.
  public static <T> PoolFuture<T> undisturbed(
      String what, Object subject, Callable<? extends T> call) {
    return new PoolFuture<>(Kind.ACQUIRING, what, subject, call, null);
  }

  /// A call whose value must be released.
  ///
  /// @param release is given the value that came after the drop, on the call's thread, or that
  ///   nobody had fetched, on the dropping one; it must not block for long
  public static <T> PoolFuture<T> acquiring(
      String what, Object subject, Callable<? extends T> call, Consumer<? super T> release) {
    return new PoolFuture<>(Kind.ACQUIRING, what, subject, call, release);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException(this + " was polled after it had completed or was dropped");
    }
    boolean over = true;
    try {
      JoinHandle<Outcome<T>> current = running;
      if (current == null) {
        BlockingPool pool = BlockingPool.find(cx, this);
        if (pool == null) {
          over = false;
          return PENDING;
        }
        current = begin(pool);
        running = current;
      }
      Object answer = RawFuture.poll(current, cx);
      over = answer != PENDING;
      return answer instanceof Outcome<?> outcome ? outcome.get() : PENDING;
    } finally {
      if (over) {
        finished = true;
        running = null;
        synchronized (this) {
          left = null;
        }
      }
    }
  }

  private JoinHandle<Outcome<T>> begin(BlockingPool pool) {
    return kind == Kind.READING
        ? pool.submit(this::run)
        : pool.submitMandatory(this::run, () -> {});
  }

  /// On a thread of the pool.
  private Outcome<T> run() throws Exception {
    Outcome<T> outcome = PoolCall.outcome(call);
    synchronized (this) {
      if (!abandoned) {
        left = outcome;
        return outcome;
      }
    }
    switch (outcome) {
      case Outcome.Success<T>(var value) -> release(value);
      case Outcome.Failure<T> failure -> {
        if (kind == Kind.CHANGING) {
          var _ = failure.get(); // throws it, as that of a task that nobody awaits
        }
      }
    }
    return outcome;
  }

  @Override
  public void drop() {
    if (finished) {
      return;
    }
    finished = true;
    JoinHandle<Outcome<T>> current = running;
    running = null;
    if (current == null) {
      return;
    }
    Outcome<T> unheard;
    synchronized (this) {
      abandoned = true;
      unheard = left;
      left = null;
    }
    current.drop();
    switch (unheard) {
      case Outcome.Success<T>(var value) -> release(value);
      case Outcome.Failure<T>(var cause) -> {
        if (kind == Kind.CHANGING) {
          FailureHook.report(this, cause);
        }
      }
      case null -> {}
    }
  }

  private void release(T value) {
    if (release == null) {
      return;
    }
    try {
      release.accept(value);
    } catch (Throwable failure) {
      FailureHook.report(this, failure);
    }
  }

  @Override
  public String toString() {
    return what + " of " + subject;
  }
}
