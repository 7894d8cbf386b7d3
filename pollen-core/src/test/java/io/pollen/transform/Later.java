package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import io.pollen.woven.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// Futures that answer Pending as often as the test wants, and ways to poll.
final class Later {
  private Later() {}

  /// How often a future of [#later] answers Pending before its value.
  static int pendings = 1;

  static final Context CX = Context.of(Waker.noop());

  /// A library-like future.
  static <T> Future<T> later(T value) {
    int[] left = {pendings};
    return new RawFuture<>() {
      @Override
      public Object pollRaw(Context cx) {
        return left[0]-- > 0 ? PENDING : value;
      }
    };
  }

  /// A user's own future.
  static <T> Future<T> foreign(T value) {
    int[] left = {pendings};
    return cx -> left[0]-- > 0 ? Poll.pending() : Poll.ready(value);
  }

  static <T> Future<T> failing(Exception failure) {
    int[] left = {pendings};
    return cx -> {
      if (left[0]-- > 0) {
        return Poll.pending();
      }
      throw failure;
    };
  }

  /// Something to run that may throw.
  @FunctionalInterface
  interface Run {
    Object run() throws Exception;
  }

  /// Polls until ready.
  static <T> T run(Future<T> future) throws Exception {
    for (int polls = 0; polls < 1_000_000; polls++) {
      if (future.poll(CX) instanceof Poll.Ready<T>(var value)) {
        return value;
      }
      StateMachine.shorten(future);
    }
    throw new AssertionError("still pending: " + future);
  }

  /// Runs fresh futures of `block` with 0, 1 and 2 Pendings at each await.
  static void check(Object expected, Callable<Future<?>> block) throws Exception {
    for (int n = 0; n < 3; n++) {
      pendings = n;
      Object value = run(block.call());
      assertThat(value).as("with %s Pendings", n).isEqualTo(expected);
    }
    pendings = 1;
  }

  /// A future that is never ready and notes its drops.
  static final class Never<T> extends RawFuture<T> {
    private final List<String> log;
    private final String name;

    Never(List<String> log, String name) {
      this.log = Objects.requireNonNull(log);
      this.name = name;
    }

    @Override
    public Object pollRaw(Context cx) {
      return PENDING;
    }

    @Override
    public void drop() {
      log.add("drop " + name);
    }
  }

  /// Notes when it is closed.
  record Res(List<String> log, String name) implements AutoCloseable {
    Res {
      log.add("open " + name);
    }

    @Override
    public void close() {
      log.add("close " + name);
    }
  }

  static List<String> log() {
    return new ArrayList<>();
  }
}
