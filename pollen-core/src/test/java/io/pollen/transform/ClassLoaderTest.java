package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import io.pollen.AsyncFunction;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/// Pollen keeps no class loader alive: neither for its generated classes nor for a registration.
class ClassLoaderTest {
  private static final String TEXT =
      """
      import static io.pollen.Async.await;
      import io.pollen.*;
      import java.lang.invoke.MethodHandles;
      public class Plugin {
        public static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
        private static int secret(int x) { return x + 1; }
        public static final AsyncFunction<Integer, Integer> BODY = n -> {
          int[] polls = {0};
          Future<Integer> slow = cx -> polls[0]++ == 0 ? Poll.pending() : Poll.ready(n);
          java.util.function.IntUnaryOperator twice = x -> x * 2;
          return secret(twice.applyAsInt(await(slow)));
        };
      }
      """;

  private static WeakReference<ClassLoader> used(boolean registered) throws Exception {
    Compiled loader = Compiled.of("Plugin", TEXT);
    Class<?> plugin = loader.loadClass("Plugin");
    if (registered) {
      Async.register((MethodHandles.Lookup) plugin.getField("LOOKUP").get(null));
    }
    @SuppressWarnings("unchecked")
    var body = (AsyncFunction<Integer, Integer>) plugin.getField("BODY").get(null);
    assertThat(Later.run(body.start(3))).isEqualTo(7);
    return new WeakReference<>(loader);
  }

  private static void assertCollected(WeakReference<ClassLoader> loader) {
    for (int i = 0; i < 100 && loader.get() != null; i++) {
      System.gc();
    }
    assertThat(loader.get()).isNull();
  }

  @Test
  void theLoaderOfABodyIsCollected() throws Exception {
    assertCollected(used(false));
  }

  @Test
  void theLoaderOfARegisteredModuleIsCollected() throws Exception {
    assertCollected(used(true));
  }
}
