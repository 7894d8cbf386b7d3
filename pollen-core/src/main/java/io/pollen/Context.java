package io.pollen;

import org.jspecify.annotations.Nullable;

/// What the owner of a future hands to it at each poll: the waker to store, the cooperative budget,
/// and the services of whoever drives.
///
/// A context is valid during its poll only and only on the polling thread; what lasts is the waker.
/// A combinator derives its children's contexts by [#withWaker]; it never makes one from nothing,
/// or budget and services would be lost.
public interface Context {

  /// The waker of the task that is being polled. Store it (the *latest* one counts) before
  /// answering Pending.
  Waker waker();

  /// The same context with another waker: for a combinator that wants to know which child was
  /// woken.
  Context withWaker(Waker waker);

  /// Spends one unit of the cooperative budget (128 for each poll of a task under a runtime). A
  /// leaf future calls it before it completes an operation.
  ///
  /// @return false when the budget is spent: answer Pending at once; the task is already scheduled
  ///   to be polled again, and the waker need not be stored for that. By default always true: there
  ///   is no budget
  default boolean proceed() {
    return true;
  }

  /// Gives one unit back: the operation that called [#proceed] turned out to be Pending anyway.
  default void refund() {}

  /// Wakes this context's waker after the driver (sockets and timers) has had its turn: what a
  /// yield uses, so that a task that yields in a loop does not starve them. Without a runtime it
  /// wakes at once.
  void defer();

  /// A service of whoever drives this poll, for example the runtime's timers.
  ///
  /// @return the service, or null when this driver does not offer it: the caller throws an
  ///   `IllegalStateException` that says what to do
  <S> @Nullable S find(Class<S> service);

  /// Whether nobody polls again after this poll: a suspended block is being dropped, and its
  /// cleanup is asked what it can do at once. A leaf that finds no service then answers Pending
  /// instead of failing, and need not store the waker.
  default boolean isLast() {
    return false;
  }

  /// A context for drivers without a runtime: unlimited budget, no services.
  static Context of(Waker waker) {
    return new PlainContext(waker);
  }
}
