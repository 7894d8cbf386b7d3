package io.pollen.bench.peer;

import java.util.List;
import java.util.Objects;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import org.jspecify.annotations.Nullable;

/// A suspending lambda as Kotlin's compiler writes it: a subclass of SuspendLambda that is copied
/// for each start and whose `invokeSuspend` switches over the place where it stands. Java has no
/// suspend functions, so the Kotlin peer's bodies are these machines, written by hand.
abstract class Machine extends SuspendLambda
    implements Function2<CoroutineScope, Continuation<?>, Object> {
  /// What a suspending call answers when it has suspended.
  static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

  /// What a body without a value answers.
  static final Object DONE = Unit.INSTANCE;

  /// The place to go on from.
  protected int at;

  @SuppressWarnings({"unchecked", "NullAway"}) // a machine that is only a template reports to none
  Machine(@Nullable Continuation<?> completion) {
    super(2, (Continuation<Object>) completion);
  }

  /// A copy that runs in `scope` and reports to `completion`.
  abstract Machine fresh(CoroutineScope scope, Continuation<?> completion);

  /// Goes on from [#at] with what the last suspending call gave; answers SUSPENDED or the result.
  abstract Object go(Object value);

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a SuspendLambda is a Continuation<Object>
  public Continuation<Unit> create(@Nullable Object scope, Continuation<?> completion) {
    return (Continuation<Unit>) (Continuation<?>) fresh((CoroutineScope) scope, completion);
  }

  @Override
  public Object invoke(CoroutineScope scope, Continuation<?> completion) {
    return fresh(scope, completion).invokeSuspend(DONE);
  }

  @Override
  protected Object invokeSuspend(Object result) {
    ResultKt.throwOnFailure(result);
    return go(result);
  }

  /// `scope.launch { ... }`.
  static Job launch(CoroutineScope scope, Machine body) {
    return BuildersKt.launch(scope, EmptyCoroutineContext.INSTANCE, CoroutineStart.DEFAULT, body);
  }

  /// `GlobalScope.launch { ... }`: on Dispatchers.Default, without a parent.
  static Job launch(Machine body) {
    return launch(GlobalScope.INSTANCE, body);
  }

  /// `runBlocking { ... }`.
  static void runBlocking(Machine body) throws InterruptedException {
    BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, body);
  }

  /// `Channel(capacity)`.
  @SuppressWarnings("NullAway") // null is Kotlin's default for the undelivered-element handler
  static <E> Channel<E> channel(int capacity) {
    return ChannelKt.Channel(capacity, BufferOverflow.SUSPEND, null);
  }

  /// `{ jobs.forEach { it.join() } }`.
  static final class JoinAll extends Machine {
    private final List<Job> jobs;

    JoinAll(@Nullable Continuation<?> completion, List<Job> jobs) {
      super(completion);
      this.jobs = jobs;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new JoinAll(completion, jobs);
    }

    @Override
    Object go(Object value) {
      while (at < jobs.size()) {
        if (jobs.get(at++).join(this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      return DONE;
    }
  }

  /// A body without suspension, as `{ action() }`.
  static final class Plain extends Machine {
    private final Runnable action;

    Plain(@Nullable Continuation<?> completion, Runnable action) {
      super(completion);
      this.action = action;
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new Plain(completion, action);
    }

    @Override
    Object go(Object value) {
      action.run();
      return DONE;
    }
  }

  /// `{ List(count) { launch(body) }.forEach { it.join() } }`.
  static final class LaunchAll extends Machine {
    private final @Nullable CoroutineScope scope;
    private final Machine body;
    private final Job[] jobs;

    LaunchAll(int count, Machine body) {
      this(null, null, count, body);
    }

    private LaunchAll(
        @Nullable CoroutineScope scope,
        @Nullable Continuation<?> completion,
        int count,
        Machine body) {
      super(completion);
      this.scope = scope;
      this.body = body;
      this.jobs = new Job[count];
    }

    @Override
    Machine fresh(CoroutineScope scope, Continuation<?> completion) {
      return new LaunchAll(scope, completion, jobs.length, body);
    }

    @Override
    Object go(Object value) {
      if (at == 0) {
        CoroutineScope here = Objects.requireNonNull(scope);
        for (int i = 0; i < jobs.length; i++) {
          jobs[i] = launch(here, body);
        }
      }
      while (at < jobs.length) {
        if (jobs[at++].join(this) == SUSPENDED) {
          return SUSPENDED;
        }
      }
      return DONE;
    }
  }
}
