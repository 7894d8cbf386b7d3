package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.ready;
import static io.pollen.Async.using;

import io.pollen.AsyncAction;
import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// Async blocks keep the laws of futures, whatever is around their await.
class BlockLawsTest {
  private static final int DEEP = 100;

  private int closed;

  private static Subject block(String name, Function<Future<Object>, Future<?>> make) {
    return Subject.over(name, probes -> make.apply(probes.next())).owningOnceStarted();
  }

  @TestFactory
  Stream<DynamicContainer> everyAsyncBlockKeepsTheLaws() {
    AsyncFunction<Future<Object>, Object> function = probe -> await(probe);
    return FutureLaws.check(
        block("a block", probe -> async(() -> await(probe))),
        block("a block without a value", BlockLawsTest::action),
        block("a block with an argument", function::start),
        block("a block with an await before", p -> async(() -> await(ready("x")) + await(p))),
        block("a block with a finally", probe -> guarded(0, probe)),
        block("a block with a resource", this::closing),
        block("a block with an await in its finally", this::cleaning),
        block("a block in a block", probe -> nested(1, probe)),
        block("many blocks in each other", probe -> nested(DEEP, probe)),
        block("many blocks with a finally", probe -> guarded(DEEP, probe)),
        block("a block of a resource", probe -> using(() -> closed++, resource -> await(probe))));
  }

  private static Future<Void> action(Future<Object> probe) {
    AsyncAction body = () -> await(probe);
    return body.start();
  }

  private Future<Object> closing(Future<Object> probe) {
    return async(() -> {
      try (AutoCloseable resource = () -> closed++) {
        return resource + "" + await(probe);
      }
    });
  }

  private Future<Object> cleaning(Future<Object> probe) {
    return async(() -> {
      try {
        return await(probe);
      } finally {
        closed += await(ready(1));
      }
    });
  }

  private static Future<Object> nested(int depth, Future<Object> probe) {
    return async(() -> depth == 0 ? await(probe) : await(nested(depth - 1, probe)));
  }

  private Future<Object> guarded(int depth, Future<Object> probe) {
    return async(() -> {
      try {
        return depth == 0 ? await(probe) : await(guarded(depth - 1, probe));
      } finally {
        closed++;
      }
    });
  }
}
