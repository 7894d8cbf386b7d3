import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Future;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;

class AwaitOutside {
  static class Facade extends Async {}

  interface Handler extends AsyncFunction<String, Integer> {}

  static Future<Integer> one() {
    return Async.ready(1);
  }

  private final Future<Integer> field = async(() -> await(one()));
  private final int now = await(one()); // <- awaitOutside

  AwaitOutside() throws Exception {
    await(one()); // <- awaitOutside
  }

  int method() throws Exception {
    return Async.await(one()) + Facade.await(one()); // <- awaitOutside awaitOutside
  }

  Future<Integer> nested(List<Integer> numbers) {
    return async(() -> {
      Callable<Integer> ordinary = () -> await(one()); // <- awaitOutside
      numbers.forEach(n -> {
        try {
          await(one()); // <- awaitOutside
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      });
      var anonymous =
          new Callable<Integer>() {
            @Override
            public Integer call() throws Exception {
              return await(one()); // <- awaitOutside
            }
          };
      class Local {
        int value() throws Exception {
          return await(one()); // <- awaitOutside
        }
      }
      Future<Integer> inner = async(() -> await(one()));
      return await(inner) + ordinary.call() + anonymous.call() + new Local().value();
    });
  }

  Future<Integer> inAnOrdinaryLambdaAnAsyncBodyMayAwait() throws Exception {
    Callable<Future<Integer>> later = () -> async(() -> await(one()));
    return later.call();
  }

  void bodiesOfAllKinds() {
    Handler handler = text -> await(one()) + text.length();
    AsyncAction action = () -> await(one());
    AsyncBody<Integer> cast = (AsyncBody<Integer> & Serializable) () -> await(one());
    AsyncBody<Integer> byClass =
        new AsyncBody<>() {
          @Override
          public Integer run() throws Exception {
            return await(one());
          }
        };
    AsyncBody<Integer> reference = AwaitOutside::referenced;
    AsyncBody<Integer> own = this::privatelyReferenced;
    AsyncFunction<Future<Integer>, Integer> itself = Async::await; // <- awaitOutside
  }

  static int referenced() throws Exception {
    return await(one());
  }

  private int privatelyReferenced() throws Exception {
    return await(one());
  }

  static class Named implements AsyncFunction<Integer, Integer> {
    @Override
    public Integer apply(Integer argument) throws Exception {
      return await(one()) + argument;
    }

    public Integer other(Integer argument) throws Exception {
      return await(one()) + argument; // <- awaitOutside
    }
  }

  enum Constant {
    ONE {
      @Override
      int value() throws Exception {
        return await(one()); // <- awaitOutside
      }
    };

    abstract int value() throws Exception;
  }

  record Pair(int a, int b) {
    Pair {
      Future<Integer> ignored = async(() -> await(one()) + 1);
    }

    int sum() throws Exception {
      return a + b + await(one()); // <- awaitOutside
    }
  }

  @SuppressWarnings("pollen:awaitOutside")
  int suppressed() throws Exception {
    return await(one());
  }

  @SuppressWarnings("pollen:all")
  static class Suppressed {
    int value() throws Exception {
      return await(one());
    }
  }

  void suppressedAtTheVariable() {
    @SuppressWarnings("pollen:awaitOutside")
    Callable<Integer> ordinary = () -> await(one());
  }

  @SuppressWarnings({"pollen:somethingElse", "unused"})
  int notSuppressed() throws Exception {
    return await(one()); // <- awaitOutside
  }

  int notDeclared() {
    return await(one()); // <- awaitOutside
  }
}
