package io.pollen.verify.soak;

import io.pollen.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// What was begun in one round and has to end once, and what went wrong. Any thread.
final class Ledger {
  private static final int MOST_KEPT = 20;

  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final List<Throwable> violations = new ArrayList<>();
  private volatile boolean closing;

  /// A future that must complete, fail or be dropped, one of them, once.
  <T> Future<T> track(Future<T> future) {
    begun.increment();
    return new Tracked<>(this, future);
  }

  /// Something that a block holds, and lets go in its `finally`.
  Held hold() {
    begun.increment();
    return new Held(this);
  }

  /// See [#hold].
  static final class Held implements AutoCloseable {
    private final Ledger ledger;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Held(Ledger ledger) {
      this.ledger = ledger;
    }

    @Override
    public void close() {
      if (open.getAndSet(false)) {
        ledger.end();
      } else {
        ledger.violated("a finally block ran twice");
      }
    }
  }

  void end() {
    ended.increment();
  }

  long begun() {
    return begun.sum();
  }

  /// How much has begun and not ended; exact when nothing runs.
  long open() {
    long ends = ended.sum(); // first: an end is counted after its beginning
    return begun.sum() - ends;
  }

  /// From now on runtimes are closed under load: work may be refused or cancelled.
  void closing() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /// An expectation that holds also while runtimes close.
  void check(boolean holds, String what) {
    if (!holds) {
      violated(what);
    }
  }

  void violated(String what) {
    violated(new AssertionError(what));
  }

  synchronized void violated(Throwable what) {
    if (violations.size() < MOST_KEPT) {
      violations.add(what);
    }
  }

  /// A failure that is none while runtimes close.
  void failed(Throwable failure) {
    if (!closing) {
      violated(failure);
    }
  }

  synchronized List<Throwable> violations() {
    return List.copyOf(violations);
  }
}
