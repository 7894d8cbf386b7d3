package io.pollen.verify.sync;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;

/// One waiting side of a stress program: polls a future once and tells in the end how it fared.
abstract class Waits implements Waker {
  /// Ready at the first poll.
  static final int READY = 1;

  /// Pending, then woken, and then ready.
  static final int WOKEN = 2;

  /// Pending, never woken, though it would be ready: forbidden everywhere.
  static final int LOST = 3;

  /// Pending, and nothing to be ready with.
  static final int WAITING = 4;

  /// Pending and woken, but not ready: forbidden where only one can come.
  static final int WOKEN_IN_VAIN = 5;

  private volatile boolean woken;
  private boolean first;

  @Override
  public final void wake() {
    woken = true;
  }

  final boolean isWoken() {
    return woken;
  }

  /// The actor's poll.
  final void pollFirst(Future<?> future) {
    first = isReady(future);
  }

  /// The arbiter's poll.
  final int verdict(Future<?> future) {
    if (first) {
      return READY;
    }
    boolean called = woken;
    boolean ready = isReady(future);
    if (ready) {
      return called ? WOKEN : LOST;
    }
    return called ? WOKEN_IN_VAIN : WAITING;
  }

  final boolean isReady(Future<?> future) {
    return poll(future).isReady();
  }

  final <T> Poll<T> poll(Future<T> future) {
    return poll(future, this);
  }

  /// A poll for somebody else: nothing notices its wakes.
  static void pollIgnored(Future<?> future) {
    var _ = poll(future, Waker.noop());
  }

  private static <T> Poll<T> poll(Future<T> future, Waker waker) {
    try {
      return future.poll(Context.of(waker));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
