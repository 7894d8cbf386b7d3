package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.AsyncBody;
import io.pollen.Dropped;
import io.pollen.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// Tries again, later and later.
final class Retry {
  private final int attempts;
  private final Duration first;
  private int failures;

  Retry(int attempts, Duration first) {
    this.attempts = attempts;
    this.first = first;
  }

  <T> Future<T> call(Supplier<Future<T>> operation) {
    return async(() -> {
      Duration pause = first;
      for (int attempt = 1; ; attempt++) {
        try {
          return await(operation.get());
        } catch (IOException e) {
          failures++;
          if (attempt == attempts) {
            throw e;
          }
        }
        await(sleep(pause));
        long jitter = ThreadLocalRandom.current().nextLong(1 + pause.toMillis() / 4);
        pause = pause.multipliedBy(2).plusMillis(jitter);
      }
    });
  }

  <T> Future<T> logged(String what, AsyncBody<T> body) {
    Future<T> work = async(body);
    return async(() -> {
      long start = System.nanoTime();
      try {
        return await(work);
      } catch (Throwable t) {
        if (t instanceof Dropped) {
          throw t;
        }
        System.err.println(what + " failed: " + t);
        throw new IOException(what, t);
      } finally {
        System.err.println(what + " took " + (System.nanoTime() - start) / 1_000_000 + " ms");
      }
    });
  }

  <T> Future<T> orElse(Future<T> main, T other) {
    return main.recover(IOException.class, e -> other).inspectError(e -> failures++);
  }

  int failures() {
    return failures;
  }

  public static void main(String[] args) throws Exception {
    var retry = new Retry(5, Duration.ofMillis(100));
    int[] calls = {0};
    String answer =
        run(() ->
            await(
                retry.call(
                    () ->
                        retry.logged(
                            "call",
                            () -> {
                              await(yieldNow());
                              if (++calls[0] < 3) {
                                throw new IOException("not yet");
                              }
                              return "done";
                            }))));
    System.out.println(answer + " after " + retry.failures() + " failures");
  }
}
