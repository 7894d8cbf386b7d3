package io.pollen.group;

import io.pollen.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The joiners that [Joiner] gives out.
final class Joiners {
  private Joiners() {}

  /// Remembers the first failure.
  private abstract static class FirstFailure<T, R> implements Joiner<T, R> {
    private @Nullable Throwable first;

    final boolean failed(Subtask<?> subtask) {
      if (subtask.state() != Subtask.State.FAILED) {
        return false;
      }
      if (first == null) {
        first = subtask.exception();
      }
      return true;
    }

    final boolean hasFailed() {
      return first != null;
    }

    final void throwIfFailed() throws Exception {
      if (first != null) {
        Outcome.<Void>failure(first).get();
      }
    }
  }

  /// The subtasks in the order of their forks.
  private static final class Forks<T> {
    private final List<Subtask<T>> subtasks = new ArrayList<>();

    @SuppressWarnings("unchecked") // a Subtask only gives values
    void add(Subtask<? extends T> subtask) {
      subtasks.add((Subtask<T>) subtask);
    }

    List<Subtask<T>> all() {
      return List.copyOf(subtasks);
    }
  }

  static final class AllSuccessful<T> extends FirstFailure<T, List<Subtask<T>>> {
    private final Forks<T> forks = new Forks<>();

    @Override
    public boolean onFork(Subtask<? extends T> subtask) {
      forks.add(subtask);
      return false;
    }

    @Override
    public boolean onComplete(Subtask<? extends T> subtask) {
      return failed(subtask);
    }

    @Override
    public List<Subtask<T>> result() throws Exception {
      throwIfFailed();
      return forks.all();
    }
  }

  static final class AnySuccessful<T> extends FirstFailure<T, T> {
    private @Nullable Subtask<? extends T> winner;

    @Override
    public boolean onComplete(Subtask<? extends T> subtask) {
      if (!failed(subtask) && winner == null) {
        winner = subtask;
      }
      return winner != null;
    }

    @Override
    public T result() throws Exception {
      if (winner == null) {
        throwIfFailed();
        throw new NoSuchElementException("anySuccessfulResultOrThrow: no subtask has completed");
      }
      return Objects.requireNonNull(winner).get();
    }
  }

  static final class AwaitSuccessful<T> extends FirstFailure<T, Void> {
    @Override
    public boolean onComplete(Subtask<? extends T> subtask) {
      return failed(subtask);
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value
    public Void result() throws Exception {
      throwIfFailed();
      return null;
    }
  }

  static final class AwaitAll<T> implements Joiner<T, Void> {
    @Override
    @SuppressWarnings("NullAway") // Void has no other value
    public Void result() {
      return null;
    }
  }

  static final class AllUntil<T> implements Joiner<T, List<Subtask<T>>> {
    private final Forks<T> forks = new Forks<>();
    private final Predicate<? super Subtask<? extends T>> isDone;

    AllUntil(Predicate<? super Subtask<? extends T>> isDone) {
      this.isDone = Objects.requireNonNull(isDone, "isDone");
    }

    @Override
    public boolean onFork(Subtask<? extends T> subtask) {
      forks.add(subtask);
      return false;
    }

    @Override
    public boolean onComplete(Subtask<? extends T> subtask) {
      return isDone.test(subtask);
    }

    @Override
    public List<Subtask<T>> result() {
      return forks.all();
    }
  }
}
