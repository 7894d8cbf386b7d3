package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Drive;
import io.pollen.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Many threads run the bodies of one class for the first time, at once.
class FirstUseTest {
  private static final int BODIES = 12;
  private static final int THREADS = 4;
  private static final int ROUNDS = 40;

  private static String source() {
    StringBuilder text =
        new StringBuilder(
            """
            import static io.pollen.Async.*;
            import io.pollen.Future;
            public class Crowd {
              private static String mark(Object value) { return "<" + value + ">"; }
            """);
    for (int i = 0; i < BODIES; i++) {
      text.append(
          """
            public static Future<String> body%1$d(int number) {
              return async(() -> {
                var parts = new StringBuilder();
                for (int k = 0; k < 2; k++) {
                  try {
                    parts.append(mark(await(ready(number + k))));
                    if (k == 1) throw new IllegalStateException("thrown %1$d");
                  } catch (IllegalStateException e) {
                    String inner = await(async(() -> mark(await(ready(e.getMessage())))));
                    parts.append(inner);
                  } finally {
                    Runnable last = () -> parts.append(mark("f" + number));
                    last.run();
                  }
                }
                return parts + switch (await(ready((Object) number))) {
                  case Integer n when n > 5 -> ", more than 5";
                  case Integer n -> ", at most 5";
                  default -> ", no number";
                };
              });
            }
          """
              .formatted(i));
    }
    return text.append("}\n").toString();
  }

  @Test
  void ofAllBodiesOfAClassAtOnce() throws Exception {
    long seed = Long.getLong("pollen.seed", new Random().nextLong());
    System.out.println("FirstUseTest: seed " + seed);
    Random random = new Random(seed);
    Compiled compiled = Compiled.of("Crowd", source());
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        Class<?> crowd = compiled.again().loadClass("Crowd");
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<Void>> jobs = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          List<Integer> order = new ArrayList<>();
          for (int i = 0; i < BODIES; i++) {
            order.add(i);
          }
          Collections.shuffle(order, random);
          jobs.add(() -> {
            start.await();
            for (int i : order) {
              run(crowd, i);
            }
            return null;
          });
        }
        for (var done : threads.invokeAll(jobs)) {
          done.get();
        }
      }
    }
  }

  private static void run(Class<?> crowd, int i) throws Exception {
    Object future = crowd.getMethod("body" + i, int.class).invoke(null, i);
    assertThat(Drive.drive((Future<?>) future))
        .isEqualTo(
            "<%d><f%d><%d><thrown %d><f%d>, %s 5"
                .formatted(i, i, i + 1, i, i, i > 5 ? "more than" : "at most"));
  }
}
