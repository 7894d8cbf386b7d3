import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.AsyncBody;
import io.pollen.Future;

class AwaitInSynchronized {
  private final Object monitor = new Object();

  static Future<Integer> one() {
    return Async.ready(1);
  }

  Future<Integer> inside() {
    return async(() -> {
      synchronized (monitor) {
        return await(one()); // <- awaitInSynchronized
      }
    });
  }

  Future<Integer> deepInside() {
    return async(() -> {
      synchronized (monitor) {
        try {
          synchronized (this) {
            for (int i = 0; i < await(one()); i++) { // <- awaitInSynchronized
              monitor.notifyAll();
            }
          }
        } finally {
          await(one()); // <- awaitInSynchronized
        }
      }
      return 1;
    });
  }

  Future<Integer> beforeAndAfter() {
    return async(() -> {
      int sum = await(one());
      synchronized (monitor) {
        sum += Integer.parseInt("7");
      }
      synchronized (await(Async.ready(monitor))) {
        sum++;
      }
      return sum + await(one());
    });
  }

  Future<Future<Integer>> anotherBodyIsMadeUnderTheMonitor() {
    return Async.lazy(() -> {
      synchronized (monitor) {
        return async(() -> await(one()));
      }
    });
  }

  private synchronized int wholeMethod() throws Exception {
    return await(one()); // <- awaitInSynchronized
  }

  AsyncBody<Integer> reference() {
    return this::wholeMethod;
  }

  static class Body implements AsyncBody<Integer> {
    @Override
    public synchronized Integer run() throws Exception {
      return await(one()); // <- awaitInSynchronized
    }
  }

  synchronized Future<Integer> aBodyMadeInASynchronizedMethod() {
    return async(() -> await(one()));
  }
}
