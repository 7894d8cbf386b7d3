package io.pollen.verify.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// A future that another thread completes. Its waker is stored by the first poll, before the actors
/// run, and never replaced: what is under test is the combinator around it.
final class Leaf implements Future<String> {
  private volatile boolean done;
  private volatile @Nullable Waker waker;

  void complete() {
    done = true;
    wake();
  }

  void wake() {
    Waker stored = waker;
    if (stored != null) {
      stored.wake();
    }
  }

  @Override
  public Poll<String> poll(Context cx) {
    if (waker == null) {
      waker = cx.waker();
    }
    return done ? Poll.ready("value") : Poll.pending();
  }
}
