import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import java.util.Queue;

class EndlessLoop {
  private int count;

  static Future<Integer> one() {
    return io.pollen.Async.ready(1);
  }

  Future<Void> forms(int which) {
    return async(() -> {
      if (which == 1) {
        while (true) { // <- endlessLoop
          count++;
        }
      } else if (which == 2) {
        for (; ; ) { // <- endlessLoop
          count++;
        }
      } else if (which == 3) {
        do { // <- endlessLoop
          count++;
        } while ((true));
      }
    });
  }

  Future<Void> anAwaitInAnotherBodyIsNone(Queue<Future<Integer>> queue) {
    return async(() -> {
      while (true) { // <- endlessLoop
        queue.add(async(() -> await(one())));
      }
    });
  }

  Future<Integer> withAWayOut(Queue<Integer> queue) {
    return async(() -> {
      while (true) {
        Integer next = queue.poll();
        if (next == null) {
          break;
        }
      }
      for (; ; ) {
        if (queue.isEmpty()) {
          return await(one());
        }
        queue.remove();
        if (queue.size() > 3) {
          throw new IllegalStateException();
        }
      }
    });
  }

  Future<Void> withAwait() {
    return async(() -> {
      while (true) {
        count += await(one());
      }
    });
  }

  Future<Void> withACondition(Queue<Integer> queue) {
    return async(() -> {
      while (!queue.isEmpty()) {
        queue.remove();
      }
      for (int i = 0; i < 3; i++) {
        count++;
      }
    });
  }

  void anOrdinaryMethodMayRunForEver() {
    while (true) {
      count++;
    }
  }

  @SuppressWarnings("pollen:endlessLoop")
  Future<Void> suppressed() {
    return async(() -> {
      while (true) {
        count++;
      }
    });
  }
}
