package realistic;

import static io.pollen.Async.*;

import io.pollen.AtomicWaker;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Futures written by hand: a leaf with a waker, an adapter that owns another one, a builder.
final class OwnFutures {

  /// A queue with one reader.
  static final class Inbox<T> {
    private final Queue<T> items = new ConcurrentLinkedQueue<>();
    private final AtomicWaker waker = new AtomicWaker();

    void put(T item) {
      items.add(item);
      waker.wake();
    }

    Future<T> take() {
      return cx -> {
        waker.register(cx.waker());
        T item = items.poll();
        return item == null ? Poll.pending() : Poll.ready(item);
      };
    }
  }

  /// Counts the polls of what it wraps.
  static final class Counted<T> implements Future<T> {
    private final Future<? extends T> inner;
    private int polls;

    Counted(Future<? extends T> inner) {
      this.inner = inner;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      polls++;
      return inner.poll(cx) instanceof Poll.Ready<? extends T>(var value)
          ? Poll.ready(value)
          : Poll.pending();
    }

    @Override
    public void drop() {
      inner.drop();
    }

    int polls() {
      return polls;
    }
  }

  /// Runs steps one after the other.
  static final class Sequence implements Future<Integer> {
    private final Queue<Future<Integer>> steps = new ArrayDeque<>();
    private Future<Integer> current;
    private int sum;

    Sequence then(Future<Integer> step) {
      steps.add(step);
      return this;
    }

    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      while (true) {
        if (current == null) {
          current = steps.poll();
          if (current == null) {
            return Poll.ready(sum);
          }
        }
        if (!(current.poll(cx) instanceof Poll.Ready<Integer>(var value))) {
          return Poll.pending();
        }
        sum += value;
        current = null;
      }
    }

    @Override
    public void drop() {
      if (current != null) {
        current.drop();
        current = null;
      }
      steps.forEach(Future::drop);
      steps.clear();
    }
  }

  static Future<Integer> sum(List<Integer> numbers) {
    var sequence = new Sequence();
    for (int number : numbers) {
      sequence.then(ready(number));
    }
    sequence.then(ready(1)).then(ready(2));
    return sequence;
  }

  static Future<List<String>> two(Inbox<String> inbox) {
    return async(() -> {
      List<String> both = new ArrayList<>();
      var counted = new Counted<>(inbox.take());
      both.add(await(counted));
      both.add(await(inbox.take()) + counted.polls());
      return both;
    });
  }
}
