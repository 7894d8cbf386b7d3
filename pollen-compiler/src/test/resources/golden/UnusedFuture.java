import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static io.pollen.Async.keep;
import static io.pollen.Async.ready;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.woven.Eager;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

class UnusedFuture {
  interface Handle<T> extends Future<T>, Eager {}

  interface Throwing {
    void call() throws Throwable;
  }

  @interface CanIgnoreReturnValue {}

  record Leaf(int value) implements Future<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) {
      return Poll.ready(value);
    }

    Leaf named(String name) {
      return this;
    }
  }

  private final List<Future<Integer>> all = new ArrayList<>();
  private Future<Integer> field = ready(1);

  static Future<Integer> handle(String text) {
    return async(() -> text.length());
  }

  static <T> Handle<T> spawn(Future<T> future) {
    throw new UnsupportedOperationException();
  }

  void statements() {
    handle("a"); // <- unusedFuture
    handle("a").map(n -> n + 1); // <- unusedFuture
    handle("a").inspect(System.out::println); // <- unusedFuture
    async(() -> handle("a").map(n -> n + 1).nowOrNever()); // <- unusedFuture
    join(handle("a"), handle("b")); // <- unusedFuture
    keep(field); // <- unusedFuture
    new Leaf(1); // <- unusedFuture
    for (int i = 0; i < 3; handle("b")) { // <- unusedFuture
      i++;
    }
  }

  Future<Void> alsoInABody() {
    return async(() -> {
      handle("a"); // <- unusedFuture
      await(handle("b"));
    });
  }

  void variables() {
    Future<Integer> never = handle("a"); // <- unusedFuture
    var combined = handle("a").map(n -> n + 1); // <- unusedFuture
    var unused = handle("a");
    var ignoredOnPurpose = handle("a");
    var _ = handle("a");
    var passedOn = handle("a");
    all.add(passedOn);
    var alias = field;
    var captured = handle("a");
    Supplier<Future<Integer>> supplier = () -> captured;
    try (var kept = keep(field)) {
      all.add(field);
    }
  }

  void lambdas(List<String> texts, Map<String, Future<Integer>> map) {
    texts.forEach(UnusedFuture::handle); // <- unusedFuture
    texts.forEach(text -> handle(text)); // <- unusedFuture
    Runnable later = () -> handle("a"); // <- unusedFuture
    Consumer<Integer> leaf = Leaf::new; // <- unusedFuture
    texts.forEach(text -> spawn(handle(text)));
    texts.forEach(text -> all.add(handle(text)));
    texts.stream().map(UnusedFuture::handle).forEach(all::add);
    Callable<Future<Integer>> given = () -> handle("a");
    Throwing seeWhatIsThrown = () -> handle("a");
    map.forEach((text, future) -> map.put(text, handle(text)));
  }

  void whatSomebodyElseHasToo(Queue<Future<Integer>> queue, Map<String, Future<Integer>> map) {
    spawn(handle("a"));
    queue.poll();
    queue.remove();
    map.put("a", handle("a"));
    map.computeIfAbsent("b", UnusedFuture::handle);
    new ArrayDeque<>(queue).pop();
    new HashMap<>(map).remove("a");
    field = handle("a");
    started();
    registered(handle("a"));
    added();
    current();
    ignorable();
    new Leaf(1).named("one"); // a builder's method, as far as anybody knows
  }

  private Future<Integer> started() {
    return spawn(handle("a"));
  }

  private Future<Integer> registered(Future<Integer> future) {
    all.add(future);
    return future;
  }

  private Future<Integer> added() {
    Future<Integer> mine = handle("a");
    all.add(mine);
    return mine;
  }

  private Future<Integer> current() {
    return field;
  }

  @CanIgnoreReturnValue
  private Future<Integer> ignorable() {
    return handle("a");
  }

  void notBoth() {
    newOrKnown("a"); // <- unusedFuture
  }

  private Future<Integer> newOrKnown(String text) {
    if (text.isEmpty()) {
      return field;
    }
    return handle(text);
  }

  @SuppressWarnings("pollen:unusedFuture")
  void suppressed() {
    handle("a");
  }
}
