import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Woven by the weaver of ABI number 1, and never again: what a released library would be. */
public final class Woven1 {
  private Woven1() {}

  /** What has happened, for those who look at drops and cleanups. */
  public static final List<String> SEEN = new ArrayList<>();

  /** Values of all kinds across two awaits. */
  public static Future<String> kinds(CompletableFuture<Integer> gate, long l, double d, String s) {
    return async(() -> {
      int first = await(gate);
      float f = first / 2f;
      boolean big = await(later(gate, first)) > 3;
      return s + " " + l + " " + d + " " + f + " " + big;
    });
  }

  /** A loop with a failure that is caught, and a cleanup. */
  public static Future<Integer> caught(CompletableFuture<Integer> gate) {
    return async(() -> {
      int sum = 0;
      for (int i = 0; i < 3; i++) {
        try {
          sum += await(i == 1 ? Async.<Integer>failed(new IllegalStateException("no")) : later(gate, i));
        } catch (IllegalStateException e) {
          sum += 100;
        } finally {
          SEEN.add("finally " + i);
        }
      }
      return sum;
    });
  }

  /** A body that is kept, and may be started more than once. */
  public static AsyncBody<Integer> kept(CompletableFuture<Integer> gate) {
    AsyncBody<Integer> body = () -> await(gate) + 1;
    return body;
  }

  /** A function of an argument, by a method reference. */
  public static AsyncFunction<String, Integer> reference() {
    return Woven1::length;
  }

  private static Integer length(String text) throws Exception {
    return text.length() + await(Async.ready(1));
  }

  /** A class that is a body itself. */
  public static final class Own implements AsyncBody<String> {
    private final CompletableFuture<Integer> gate;

    public Own(CompletableFuture<Integer> gate) {
      this.gate = gate;
    }

    @Override
    public String run() throws Exception {
      return "own " + await(gate);
    }
  }

  private static Future<Integer> later(CompletableFuture<Integer> gate, int plus) {
    return async(() -> await(gate) + plus);
  }
}
