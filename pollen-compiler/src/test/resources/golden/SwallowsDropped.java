import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.Dropped;
import io.pollen.Future;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

class SwallowsDropped {
  private int failures;

  /// javac knows no other way to get it.
  static void check() throws Dropped {}

  static Future<Integer> one() {
    return Async.ready(1);
  }

  Future<Integer> swallowing() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) { // <- swallowsDropped
        return 0;
      }
    });
  }

  Future<Integer> inALoop() {
    return async(() -> {
      while (true) {
        try {
          return await(one());
        } catch (IOException e) {
          throw e;
        } catch (Throwable t) { // <- swallowsDropped
          failures++;
        }
      }
    });
  }

  Future<Integer> theSignalItself() {
    return async(() -> {
      try {
        check();
        return await(one());
      } catch (Dropped signal) { // <- swallowsDropped
        return 0;
      }
    });
  }

  Future<Integer> oneOfSeveral() {
    return async(() -> {
      try {
        check();
        return await(one());
      } catch (IOException | Dropped either) { // <- swallowsDropped
        return 0;
      }
    });
  }

  Future<Integer> throwingSomeThings() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) { // <- swallowsDropped
        if (t instanceof Error) {
          throw new IllegalStateException(t);
        }
        log(t);
        return 0;
      }
    });
  }

  Future<Integer> aBreakIsAWayOut() {
    return async(() -> {
      while (true) {
        try {
          return await(one());
        } catch (Throwable t) { // <- swallowsDropped
          if (failures++ > 3) {
            break;
          }
          throw new IllegalStateException(t);
        }
      }
      return 0;
    });
  }

  Future<Integer> passingOn() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) {
        if (t instanceof Dropped) throw t;
        return 0;
      }
    });
  }

  Future<Integer> passingOnEverything() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) {
        log(t);
        throw t;
      }
    });
  }

  Future<Integer> wrapping() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) {
        throw new IOException("failed", t);
      }
    });
  }

  Future<Integer> handledElsewhere() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) {
        SwallowsDropped.<RuntimeException>failed(t);
        return 0;
      }
    });
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void failed(Throwable t) throws X {
    if (t instanceof Dropped) {
      throw (X) t;
    }
  }

  private void log(Throwable t) {
    failures++;
  }

  Future<Integer> withoutAwait(CompletableFuture<Integer> other) {
    return async(() -> {
      try {
        return other.getNow(1);
      } catch (Throwable t) {
        return 0;
      }
    });
  }

  Future<Integer> exceptionsOnly() {
    return async(() -> {
      try {
        return await(one());
      } catch (Exception e) {
        return 0;
      }
    });
  }

  Future<Integer> anInnerBodyIsItsOwn() {
    return async(() -> {
      Future<Integer> inner;
      try {
        inner = async(() -> await(one()));
      } catch (Throwable t) {
        inner = one();
      }
      return await(inner);
    });
  }

  @SuppressWarnings("pollen:swallowsDropped")
  Future<Integer> suppressed() {
    return async(() -> {
      try {
        return await(one());
      } catch (Throwable t) {
        return 0;
      }
    });
  }
}
