import static io.pollen.Async.*;

import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.woven.Eager;
import java.util.List;

class FutureValue {
  /// The handle of what runs anyway.
  record Task<T>(Future<T> future) implements Future<T>, Eager {
    @Override
    public Poll<T> poll(Context cx) throws Exception {
      return future.poll(cx);
    }
  }

  static <T> Task<T> spawn(Future<T> future) {
    return new Task<>(future);
  }

  static <T> Task<T> spawn(AsyncBody<T> body) {
    return new Task<>(body.start());
  }

  static Task<Void> spawn(AsyncAction body) {
    return new Task<>(body.start());
  }

  static Future<Void> handle(String connection) {
    return async(() -> {
      await(text());
    });
  }

  static Future<String> text() {
    return ready("text");
  }

  void spawned(String connection) {
    spawn(() -> handle(connection)); // <- futureValue
    spawn(handle(connection));
    spawn(() -> await(handle(connection)));
    Task<Void> handle = spawn(() -> {
      await(handle(connection));
    });
  }

  Future<?> returned(boolean early) {
    return async(() -> {
      if (early) {
        return text(); // <- futureValue
      }
      AsyncBody<String> inner = () -> {
        return await(text());
      };
      Future<Future<String>> lazily = lazy(() -> text());
      return early ? text() : await(lazily); // <- futureValue
    });
  }

  void stored() {
    AsyncAction discarded = () -> text(); // <- futureValue
    AsyncFunction<String, Future<Void>> reference = FutureValue::handle; // <- futureValue
    AsyncBody<Future<Integer>> constructor = Own::new; // <- futureValue
    AsyncBody<Future<String>> byClass =
        new AsyncBody<>() {
          @Override
          public Future<String> run() {
            return text(); // <- futureValue
          }
        };
    AsyncBody<Object> long_ =
        () -> join(text(), text()).map(both -> both.first() + both.second() + both); // <- futureValue
  }

  Future<Task<String>> ofATask() {
    return async(() -> spawn(text()));
  }

  Future<List<Future<String>>> aListOfFuturesIsNone() {
    return async(() -> List.of(text()));
  }

  static class Own implements Future<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) {
      return Poll.ready(1);
    }
  }
}
