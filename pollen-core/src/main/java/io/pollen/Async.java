package io.pollen;

import io.pollen.combine.Adapters;
import io.pollen.combine.Completer;
import io.pollen.combine.Joins;
import io.pollen.combine.Kept;
import io.pollen.combine.Select;
import io.pollen.combine.Select2;
import io.pollen.combine.Select3;
import io.pollen.combine.Select4;
import io.pollen.combine.Selected;
import io.pollen.combine.Selects;
import io.pollen.combine.Sources;
import io.pollen.combine.StageFuture;
import io.pollen.combine.Tuple2;
import io.pollen.combine.Tuple3;
import io.pollen.combine.Tuple4;
import io.pollen.combine.Tuple5;
import io.pollen.combine.Tuple6;
import io.pollen.transform.Blocks;
import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/// The words of the language half, to be imported statically: `async`, `await` and the combinators.
///
/// A program that uses the runtime imports `io.pollen.runtime.Pollen` instead, which has all of
/// them.
public class Async {
  /// For facades that extend this class.
  protected Async() {}

  /// An async block: a lazy future that runs `body` when it is polled, and may `await` inside.
  public static <T> Future<T> async(AsyncBody<T> body) {
    return body.start();
  }

  /// An async block without a value.
  public static Future<Void> async(AsyncAction body) {
    return body.start();
  }

  /// Waits, inside an async block, for `future` without holding the thread. Rewritten by the
  /// transformer: executed as it stands it can only say that it is in the wrong place.
  ///
  /// @return the future's value
  /// @throws Exception what the future threw, unchanged
  public static <T> T await(Future<? extends T> future) throws Exception {
    throw outside();
  }

  /// Waits, inside an async block, for a `CompletionStage`; its failure is rethrown without the
  /// `CompletionException` around it. Dropping the block while it waits cancels the stage if it is
  /// a `CompletableFuture`.
  public static <T> T await(CompletionStage<? extends T> stage) throws Exception {
    throw outside();
  }

  /// Lends Pollen the rights of a named module that does not write `opens pkg to io.pollen`: call
  /// it once, `Async.register(MethodHandles.lookup())`, from any class of that module, before its
  /// first async block starts. Not needed for code on the class path.
  public static void register(MethodHandles.Lookup lookup) {
    Blocks.register(lookup);
  }

  /// A future that is ready with `value`, which may be null.
  public static <T> Future<T> ready(T value) {
    return Sources.ready(value);
  }

  /// A future that fails by `failure`, thrown unchanged.
  public static <T> Future<T> failed(Throwable failure) {
    return Sources.failed(failure);
  }

  /// A future that never completes; it can only be dropped.
  public static <T> Future<T> pending() {
    return Sources.pending();
  }

  /// A future that calls `source` at its first poll and is ready with what it returns. It must not
  /// block and cannot await: that is what `async` is for.
  public static <T> Future<T> lazy(Callable<? extends T> source) {
    return Sources.lazy(source);
  }

  /// A future from a poll function, `pollFn(cx -> ...)`, that keeps the laws for it: after Ready, a
  /// throw or a drop it is not called again.
  ///
  /// @param poll answers Ready, or Pending after having stored the context's waker
  public static <T> Future<T> pollFn(Future<? extends T> poll) {
    return Sources.pollFn(poll);
  }

  /// A future that is completed by a callback: `start` is called at the first poll with the
  /// [Completer] to complete it by. See there for dropping.
  public static <T> Future<T> create(Completer.Start<T> start) {
    return Sources.create(start);
  }

  /// A future that waits for `stage`. Lazy itself, though the stage runs anyway; dropping it
  /// cancels the stage if it is a `CompletableFuture`. Fails by the stage's failure without the
  /// `CompletionException` around it.
  public static <T> Future<T> from(CompletionStage<? extends T> stage) {
    return StageFuture.of(stage);
  }

  /// `future` without the cooperative budget: its operations never answer Pending only because the
  /// task has done enough for one poll. For a part that must not be interrupted by others; while it
  /// finds something to do, no other task of the thread has its turn.
  public static <T> Future<T> unconstrained(Future<? extends T> future) {
    return Sources.unconstrained(future);
  }

  /// Spends one unit of the task's cooperative budget, and is Pending, once the budget is spent,
  /// until the others have had their turn. For a loop that computes, and that would otherwise keep
  /// the thread: unlike a yield it lets the others in only every so many rounds.
  public static Future<Void> consumeBudget() {
    return pollFn(cx -> cx.proceed() ? Poll.ready() : Poll.pending());
  }

  /// Runs `body` with `resource` and closes it in every state: when the body has completed or
  /// failed (before that is visible), when it is dropped while suspended, and also when it is
  /// dropped before its first poll, where a `try` inside a block would not have begun.
  ///
  /// A failure of `close()` is the failure of a body that succeeded; after a failure or a drop it
  /// goes to the [FailureHook].
  public static <R extends AutoCloseable, T> Future<T> using(
      R resource, AsyncFunction<? super R, T> body) {
    return Sources.using(resource, body);
  }

  /// A future that can be lent to several selects in a loop without being dropped by them: see
  /// [Kept], which is to be closed.
  public static <T> Kept<T> keep(Future<? extends T> future) {
    return Sources.keep(future);
  }

  /// Runs futures concurrently within the awaiting task and waits for all: JavaScript's
  /// `Promise.all`.
  ///
  /// ```
  /// switch (await(join(user(id), orders(id)))) { case Tuple2(var user, var orders) -> ... }
  /// ```
  ///
  /// Fails as soon as one fails, by that failure; the others are dropped first, in reverse order.
  /// Dropping the join drops all. Which one is polled first rotates.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B> Future<Tuple2<A, B>> join(
      Future<? extends A> first, Future<? extends B> second) {
    return Joins.join(values -> new Tuple2<>((A) values[0], (B) values[1]), first, second);
  }

  /// The same for three futures.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B, C> Future<Tuple3<A, B, C>> join(
      Future<? extends A> first, Future<? extends B> second, Future<? extends C> third) {
    return Joins.join(
        values -> new Tuple3<>((A) values[0], (B) values[1], (C) values[2]), first, second, third);
  }

  /// The same for four futures.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B, C, D> Future<Tuple4<A, B, C, D>> join(
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third,
      Future<? extends D> fourth) {
    return Joins.join(
        values -> new Tuple4<>((A) values[0], (B) values[1], (C) values[2], (D) values[3]),
        first,
        second,
        third,
        fourth);
  }

  /// The same for five futures.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B, C, D, E> Future<Tuple5<A, B, C, D, E>> join(
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third,
      Future<? extends D> fourth,
      Future<? extends E> fifth) {
    return Joins.join(
        values ->
            new Tuple5<>((A) values[0], (B) values[1], (C) values[2], (D) values[3], (E) values[4]),
        first,
        second,
        third,
        fourth,
        fifth);
  }

  /// The same for six futures.
  @SuppressWarnings({"unchecked", "NullAway"}) // each value comes from the future of its type
  public static <A, B, C, D, E, F> Future<Tuple6<A, B, C, D, E, F>> join(
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third,
      Future<? extends D> fourth,
      Future<? extends E> fifth,
      Future<? extends F> sixth) {
    return Joins.join(
        values ->
            new Tuple6<>(
                (A) values[0],
                (B) values[1],
                (C) values[2],
                (D) values[3],
                (E) values[4],
                (F) values[5]),
        first,
        second,
        third,
        fourth,
        fifth,
        sixth);
  }

  /// Waits for all: the values in the order of `futures`. Fails as soon as one fails; the others
  /// are dropped first, in reverse order. Of more than eight, only those are polled that were
  /// woken.
  public static <T> Future<List<T>> joinAll(Collection<? extends Future<? extends T>> futures) {
    return Joins.joinAll(futures);
  }

  /// Waits for all, whether they succeed or fail: their outcomes in the order of `futures`. Only a
  /// `VirtualMachineError` makes it fail.
  public static <T> Future<List<Outcome<T>>> joinSettled(
      Collection<? extends Future<? extends T>> futures) {
    return Joins.joinSettled(futures);
  }

  /// [#joinSettled(Collection)] for futures of different types.
  public static <A, B> Future<Tuple2<Outcome<A>, Outcome<B>>> joinSettled(
      Future<A> first, Future<B> second) {
    return join(first.catching(), second.catching());
  }

  /// [#joinSettled(Collection)] for futures of different types.
  public static <A, B, C> Future<Tuple3<Outcome<A>, Outcome<B>, Outcome<C>>> joinSettled(
      Future<A> first, Future<B> second, Future<C> third) {
    return join(first.catching(), second.catching(), third.catching());
  }

  /// The first of `futures` to complete decides, by its value or its failure; the others are
  /// dropped, in reverse order, before that is visible: JavaScript's `Promise.race`, but
  /// cancelling.
  ///
  /// With branches named by a sealed type it is the select of the language:
  ///
  /// ```
  /// switch (await(race(inbox.map(Msg::new), timer.map(Tick::new)))) {
  ///   case Msg(var text) -> ...
  ///   case Tick(var at) -> ...
  /// }
  /// ```
  ///
  /// At each poll a random one is asked first, so none starves.
  ///
  /// @throws IllegalArgumentException when there are none
  @SafeVarargs
  public static <T> Future<T> race(Future<? extends T>... futures) {
    return Selects.race(false, futures);
  }

  /// [#race] for a collection.
  public static <T> Future<T> race(Collection<? extends Future<? extends T>> futures) {
    return Selects.race(false, futures.toArray(new Future<?>[0]));
  }

  /// As [#race], but always asked from the first to the last: earlier ones have priority, and later
  /// ones may starve.
  @SafeVarargs
  public static <T> Future<T> raceBiased(Future<? extends T>... futures) {
    return Selects.race(true, futures);
  }

  /// Waits for the first of two futures to complete and drops the other one.
  ///
  /// ```
  /// switch (await(select(connection, timer))) {
  ///   case Select2.First(var socket) -> ...
  ///   case Select2.Second(var unused) -> ...
  /// }
  /// ```
  ///
  /// A failure counts as completion and is thrown. The losers are dropped, in reverse order of the
  /// arguments, before the result is visible; what their drop throws never replaces it. At each
  /// poll a random one is asked first, so none starves; see [SelectSeed] for reproducible runs.
  ///
  /// In a loop, futures that must keep their progress are lent by [#keep].
  public static <A, B> Future<Select2<A, B>> select(
      Future<? extends A> first, Future<? extends B> second) {
    return Selects.select(false, first, second);
  }

  /// The same for three futures.
  public static <A, B, C> Future<Select3<A, B, C>> select(
      Future<? extends A> first, Future<? extends B> second, Future<? extends C> third) {
    return Selects.select(false, first, second, third);
  }

  /// The same for four futures.
  public static <A, B, C, D> Future<Select4<A, B, C, D>> select(
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third,
      Future<? extends D> fourth) {
    return Selects.select(false, first, second, third, fourth);
  }

  /// As `select`, but always asked from the first to the last: earlier ones have priority, and
  /// later ones may starve.
  public static <A, B> Future<Select2<A, B>> selectBiased(
      Future<? extends A> first, Future<? extends B> second) {
    return Selects.select(true, first, second);
  }

  /// As `select`, but always asked from the first to the last: earlier ones have priority, and
  /// later ones may starve.
  public static <A, B, C> Future<Select3<A, B, C>> selectBiased(
      Future<? extends A> first, Future<? extends B> second, Future<? extends C> third) {
    return Selects.select(true, first, second, third);
  }

  /// As `select`, but always asked from the first to the last: earlier ones have priority, and
  /// later ones may starve.
  public static <A, B, C, D> Future<Select4<A, B, C, D>> selectBiased(
      Future<? extends A> first,
      Future<? extends B> second,
      Future<? extends C> third,
      Future<? extends D> fourth) {
    return Selects.select(true, first, second, third, fourth);
  }

  /// Begins a select with named branches and preconditions, whose results are of `type`: see
  /// [Select].
  public static <R> Select<R> select(Class<R> type) {
    return Select.of(type);
  }

  /// Waits for the first of `futures` to complete and hands the others back, with their progress,
  /// in [Selected]. When the first completes by a failure, the others are dropped and it is thrown;
  /// use `catching()` branches to keep them.
  ///
  /// @throws IllegalArgumentException when there are none
  public static <T> Future<Selected<T>> selectAll(Collection<? extends Future<T>> futures) {
    return Selects.selectAll(futures);
  }

  /// The first of `futures` to complete by a value; a branch that fails by an Exception is only
  /// remembered, and the others go on. The losers are dropped, in reverse order, before the value
  /// is visible. When all have failed, it fails by an [io.pollen.combine.AllFailedException] with
  /// their failures as suppressed exceptions. An Error is not waited out: it drops the others and
  /// is thrown.
  ///
  /// @throws IllegalArgumentException when there are none
  public static <T> Future<T> firstSuccess(Collection<? extends Future<? extends T>> futures) {
    return Selects.firstSuccess(futures);
  }

  /// The future inside a future, as one.
  public static <T> Future<T> flatten(Future<? extends Future<? extends T>> nested) {
    return Adapters.flatMap(nested, inner -> inner);
  }

  private static IllegalStateException outside() {
    String at =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(frames ->
                frames
                    .filter(frame -> !Async.class.isAssignableFrom(frame.getDeclaringClass()))
                    .findFirst()
                    .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                    .orElse(""));
    return new IllegalStateException(
        "await outside an async block" + at + ": wrap the caller in async(() -> …)");
  }
}
