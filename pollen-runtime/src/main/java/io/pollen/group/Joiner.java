package io.pollen.group;

import java.util.List;
import java.util.function.Predicate;

/// What a [TaskScope] makes of its subtasks: when it cancels those that still run, and its result.
/// Names and meaning are those of `StructuredTaskScope.Joiner` of JDK 25, but for one thing: where
/// the JDK throws a `FailedException`, a scope throws the subtask's own exception unchanged.
///
/// A joiner serves one scope. [#onFork] and [#onComplete] are called by one thread at a time; they
/// must not block.
///
/// @param <T> the type of the subtasks' values
/// @param <R> the type of the scope's result
public interface Joiner<T, R> {

  /// A subtask is about to start.
  ///
  /// @return whether to cancel the scope; then it does not start
  default boolean onFork(Subtask<? extends T> subtask) {
    return false;
  }

  /// A subtask has ended, with a value or a failure. Not called for those that were cancelled.
  ///
  /// @return whether to cancel the scope
  default boolean onComplete(Subtask<? extends T> subtask) {
    return false;
  }

  /// The scope's result, once every subtask has ended.
  ///
  /// @throws Exception what the scope's awaiter gets
  R result() throws Exception;

  /// All subtasks, in the order of their forks, each with state SUCCESS (but for those that the
  /// user has cancelled); or the first failure, which cancels the others.
  static <T> Joiner<T, List<Subtask<T>>> allSuccessfulOrThrow() {
    return new Joiners.AllSuccessful<>();
  }

  /// The value of the first subtask that succeeds, which cancels the others; when all have failed,
  /// the first failure. Without any subtask a `NoSuchElementException`.
  static <T> Joiner<T, T> anySuccessfulResultOrThrow() {
    return new Joiners.AnySuccessful<>();
  }

  /// Nothing, when all have succeeded; or the first failure, which cancels the others.
  static <T> Joiner<T, Void> awaitAllSuccessfulOrThrow() {
    return new Joiners.AwaitSuccessful<>();
  }

  /// Nothing, when all have ended, however.
  static <T> Joiner<T, Void> awaitAll() {
    return new Joiners.AwaitAll<>();
  }

  /// All subtasks, in the order of their forks, when all have ended or `isDone` has said so of one
  /// that has completed, which cancels the others.
  static <T> Joiner<T, List<Subtask<T>>> allUntil(Predicate<? super Subtask<? extends T>> isDone) {
    return new Joiners.AllUntil<>(isDone);
  }
}
