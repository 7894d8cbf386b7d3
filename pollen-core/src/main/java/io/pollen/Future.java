package io.pollen;

import com.google.errorprone.annotations.CheckReturnValue;
import io.pollen.combine.Abortable;
import io.pollen.combine.Adapters;
import io.pollen.combine.Shared;
import io.pollen.combine.Sources;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// A value that will exist later, computed by being polled.
///
/// **Laws of polling.**
/// 1. Lazy: creating a future does nothing; the first poll starts it. `poll` never blocks. Spurious
///    polls are legal.
/// 2. One owner at a time polls *or drops*. Polls and drops are ordered: the previous poll
///    happens-before the next poll or drop; spawn happens-before the first poll; completion
///    happens-before what the awaiter sees. `wake()` happens-before the poll that it causes.
///    Concurrent use is a bug that is detected where that is cheap, with both threads named.
/// 3. On Pending the future has arranged for the *latest* context's waker to be called. A waker may
///    be called from any thread, any number of times, also after completion (no effect).
/// 4. After Ready, a throw, or `drop()`, another poll throws `IllegalStateException`.
///
/// **Laws of dropping.**
/// 1. `drop()` is how a future is cancelled. Whoever owns a future and will not finish it drops it:
///    `select`, `race`, `timeout` drop the losers, runtime shutdown drops all. Completing drops
///    nothing twice. Other threads do not drop: they call `abort` or cancel a token. There is no
///    finalizer.
/// 2. A drop from inside the future's own poll is recorded and takes effect at the next Pending; a
///    Ready value is then discarded.
/// 3. `drop()` never throws: what a `finally` throws goes to the failure hook (the task's handler,
///    the driver's logger), and the siblings are dropped all the same.
/// 4. Losers are dropped in reverse order of the arguments *before* the winner's result is visible.
///    A loser's failure never replaces the winner's.
/// 5. `next()`, `recv()`, `lock()`, `read()` borrow: dropping the future never drops the stream,
///    channel, mutex or socket; an item or permit already granted is handed back.
/// 6. `pollCancel` is the patient form: the machine gets the signal once and is then polled through
///    its `finally` blocks, awaits included, up to the caller's deadline, then `drop()`. `abort`,
///    scope exit and graceful shutdown use it; `select` and `timeout` losers use `drop()`.
/// 7. A never-started block releases nothing but its captures, so a captured resource needs an
///    owner: `using(resource, r -> ...)` closes it in every state, also before the first poll.
///    `keep(future)` lends a future to several selects in a loop without being dropped by them.
///
/// What Rust's `Pin` guarantees holds by construction: an object never moves, so a suspended future
/// may refer to itself.
///
/// Import it singly (`import io.pollen.Future;`): two on-demand imports would be ambiguous with
/// `java.util.concurrent.Future`.
///
/// @param <T> the type of the value; parameters take `Future<? extends T>`
@FunctionalInterface
@CheckReturnValue
public interface Future<T> {

  /// Makes what progress is possible now, without blocking.
  ///
  /// @param cx valid during this call only
  /// @return Ready with the value, once; or Pending, after having stored the context's waker
  /// @throws Exception the future's failure: it has then completed, exceptionally
  /// @throws IllegalStateException when it has already completed or was dropped
  Poll<T> poll(Context cx) throws Exception;

  /// Cancels at once: releases what the future holds. Idempotent, never throws, no effect after
  /// completion. Only the owner calls it, never another thread during a poll.
  default void drop() {}

  /// Cancels patiently: the first call gives the signal, and further calls poll the future through
  /// its cleanup. The caller stops at its own deadline with [#drop].
  ///
  /// @return Ready when the cleanup is done, or Pending with the context's waker stored
  default Poll<Void> pollCancel(Context cx) {
    drop();
    return Poll.ready();
  }

  // What follows makes other futures of this one. All of them are lazy, own this future from then
  // on, and drop it when they are dropped; a failure passes through them unchanged unless they say
  // otherwise; functions run inside a poll, on the polling thread, and must not block.

  /// A future of what `function` makes of this one's value. A failure of `function` is its failure.
  default <R> Future<R> map(ThrowingFunction<? super T, ? extends R> function) {
    return Adapters.map(this, function);
  }

  /// A future that goes on with the future that `function` makes of this one's value.
  ///
  /// Each combinator around another one takes frames of the polling (and dropping) thread's stack:
  /// a chain of some thousands, such as a recursion `step().flatMap(x -> loop())`, ends in a
  /// StackOverflowError. Write repetition as a loop in an async block: it needs no depth at all.
  default <R> Future<R> flatMap(
      ThrowingFunction<? super T, ? extends Future<? extends R>> function) {
    return Adapters.flatMap(this, function);
  }

  /// A future of what `function` makes of a failure, if this one fails by an Exception. Errors
  /// pass.
  default Future<T> recover(ThrowingFunction<? super Exception, ? extends T> function) {
    return Adapters.recover(this, Exception.class, function);
  }

  /// The same for failures of one type: `recover(NoSuchFileException.class, e -> EMPTY)`.
  default <X extends Exception> Future<T> recover(
      Class<X> type, ThrowingFunction<? super X, ? extends T> function) {
    return Adapters.recover(this, type, function);
  }

  /// A future that goes on with the future that `function` makes of a failure, if this one fails by
  /// an Exception.
  default Future<T> recoverWith(
      ThrowingFunction<? super Exception, ? extends Future<? extends T>> function) {
    return Adapters.recoverWith(this, function);
  }

  /// A future that fails by what `function` makes of this one's failure, if it is an Exception.
  default Future<T> mapError(ThrowingFunction<? super Exception, ? extends Exception> function) {
    return Adapters.mapError(this, function);
  }

  /// The same future, but `onValue` sees its value in passing.
  default Future<T> inspect(Consumer<? super T> onValue) {
    return Adapters.inspect(this, onValue);
  }

  /// The same future, but `onFailure` sees in passing the Exception that it fails by.
  default Future<T> inspectError(Consumer<? super Exception> onFailure) {
    return Adapters.inspectError(this, onFailure);
  }

  /// A future that does not fail: its value is this one's [Outcome]. Only a `VirtualMachineError`
  /// passes through it.
  default Future<Outcome<T>> catching() {
    return Adapters.catching(this);
  }

  /// A handle of this computation that can be copied, for several awaiters on any threads.
  default Shared<T> shared() {
    return Sources.shared(this);
  }

  /// The same future with a handle by which any thread can end it.
  default Abortable<T> abortable() {
    return Sources.abortable(this);
  }

  /// Polls this future once and drops it if it is not ready.
  ///
  /// @return its value; empty when it was not ready, or when its value is null (tell the two apart
  ///   by a `map` to something that is not)
  /// @throws Exception this future's failure
  default Optional<T> nowOrNever() throws Exception {
    return Adapters.nowOrNever(this);
  }

  /// Starts this future *at once*, and gives Java's eager promise for it. Without a runtime it is
  /// driven by the calling thread and then by whatever threads wake it, one at a time: its polls
  /// run inside those threads' `wake()`, so keep them short, or give an executor. A future that
  /// needs a runtime (it sleeps, or uses sockets) is spawned first:
  /// `spawn(future).toCompletableFuture()`.
  ///
  /// Cancelling the CompletableFuture, or completing it in another way (`complete`, `orTimeout`),
  /// drops this future: on the cancelling thread, or after the poll that is under way.
  default CompletableFuture<T> toCompletableFuture() {
    return Adapters.toCompletableFuture(this);
  }

  /// Starts this future at once; every poll runs on `executor`. When it refuses one, the future is
  /// dropped and the result fails by the refusal.
  default CompletableFuture<T> toCompletableFuture(Executor executor) {
    return Adapters.toCompletableFuture(this, executor);
  }
}
