package io.pollen.conformance;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import java.util.concurrent.atomic.AtomicInteger;

/// A leaf future under a test's hand: it completes or fails when told to, from any thread, and
/// counts what is done to it.
public final class Probe<T> implements Future<T> {
  private sealed interface Told {
    record Value(Object value) implements Told {}

    record Failure(Throwable failure) implements Told {}
  }

  private final String name;
  private final AtomicWaker waker = new AtomicWaker();
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger drops = new AtomicInteger();
  private final AtomicInteger cancels = new AtomicInteger();
  private volatile Told told;
  private volatile boolean finished;
  private volatile Runnable onPoll = () -> {};
  private volatile Runnable onDrop = () -> {};
  private volatile int cleanupPolls;

  public Probe(String name) {
    this.name = name;
  }

  public Probe() {
    this("probe");
  }

  // --- what the test does ---

  public void complete(T value) {
    told = new Told.Value(value);
    waker.wake();
  }

  public void fail(Throwable failure) {
    told = new Told.Failure(failure);
    waker.wake();
  }

  public void wake() {
    waker.wake();
  }

  /// Runs at the end of each poll's bookkeeping, before its answer is found.
  public Probe<T> onPoll(Runnable action) {
    onPoll = action;
    return this;
  }

  public Probe<T> onDrop(Runnable action) {
    onDrop = action;
    return this;
  }

  /// A patient cancel needs so many further polls.
  public Probe<T> cleanupPolls(int count) {
    cleanupPolls = count;
    return this;
  }

  // --- what the test asks ---

  public int polls() {
    return polls.get();
  }

  public int drops() {
    return drops.get();
  }

  public int cancels() {
    return cancels.get();
  }

  /// Whether it has ended: by a value, a failure, a drop or a cancel.
  public boolean isFinished() {
    return finished || drops.get() > 0;
  }

  // --- what its owner does ---

  @Override
  @SuppressWarnings("unchecked")
  public Poll<T> poll(Context cx) throws Exception {
    if (isFinished()) {
      throw new IllegalStateException(name + " was polled after its end");
    }
    polls.incrementAndGet();
    waker.register(cx.waker());
    onPoll.run();
    return switch (told) {
      case null -> Poll.pending();
      case Told.Value(Object value) -> {
        finished = true;
        yield Poll.ready((T) value);
      }
      case Told.Failure(Throwable failure) -> {
        finished = true;
        throw Probe.<Exception>sneaky(failure);
      }
    };
  }

  @Override
  public void drop() {
    drops.incrementAndGet();
    onDrop.run();
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    cancels.incrementAndGet();
    waker.register(cx.waker());
    if (cleanupPolls-- > 0) {
      return Poll.pending();
    }
    finished = true;
    return Poll.ready();
  }

  @Override
  public String toString() {
    return name;
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
    throw (X) failure;
  }
}
