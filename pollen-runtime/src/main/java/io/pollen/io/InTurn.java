package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An operation that waits for its turn first, and keeps it to its end: completed, failed or
/// dropped. Whoever polls first has it first.
///
/// @param <T> the type of the answer
final class InTurn<T> extends Steps<T> {
  private final String name;
  private final Semaphore turns;
  private final Supplier<Future<T>> operation;
  private @Nullable Permit turn;
  private @Nullable T answer;

  InTurn(String name, Semaphore turns, Supplier<Future<T>> operation) {
    this.name = name;
    this.turns = turns;
    this.operation = operation;
  }

  @Override
  protected Future<?> first() {
    Optional<Permit> free = turns.tryAcquire();
    if (free.isEmpty()) {
      return turns.acquire();
    }
    turn = free.get();
    return operation.get();
  }

  @Override
  @SuppressWarnings("unchecked") // first the turn, then what the operation answers
  protected @Nullable Future<?> next(Object value) {
    if (turn == null) {
      turn = (Permit) value;
      return operation.get();
    }
    answer = (T) value;
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // the answer of a Future<Void> is null
  protected T result() {
    return answer;
  }

  @Override
  protected void ended() {
    if (turn != null) {
      turn.close();
    }
  }

  @Override
  protected String label() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
