package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.check;
import static io.pollen.transform.Later.later;
import static io.pollen.transform.Later.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Async;
import io.pollen.AsyncAction;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/// What can be a body: lambdas, method references and objects, of Pollen's and of users'
/// interfaces.
class BodiesTest {
  interface Handler extends AsyncFunction<String, Integer> {}

  interface Narrowed extends AsyncFunction<String, Integer> {
    @Override
    Integer apply(String text) throws Exception;
  }

  interface Generic<X extends Comparable<X>> extends AsyncBiFunction<X, List<X>, X> {
    @Override
    X apply(X first, List<X> rest) throws Exception;
  }

  interface Wrapped extends AsyncBody<String> {
    String inner(int x) throws Exception;

    @Override
    default String run() throws Exception {
      return "[" + inner(await(later(4))) + "]";
    }
  }

  @Test
  void functionsTakeArguments() throws Exception {
    AsyncFunction<String, Integer> length = text -> await(later(text)).length();
    AsyncBiFunction<Integer, Long, Long> sum = (a, b) -> a + await(later(b)) + a;
    check(3, () -> length.start("abc"));
    check(8L, () -> sum.start(2, 4L));
  }

  @Test
  void usersInterfacesAreBodies() throws Exception {
    Handler handler = text -> await(later(text)).length();
    Narrowed narrowed = text -> await(later(text)).length() + 1;
    Generic<String> generic = (first, rest) -> first + await(later(rest.getFirst()));
    check(3, () -> handler.start("abc"));
    check(4, () -> narrowed.start("abc"));
    check("ab", () -> generic.start("a", List.of("b", "c")));
  }

  @Test
  void anInterfaceMayWrapItsLambda() throws Exception {
    Wrapped wrapped = x -> "x" + x;
    check("[x4]", wrapped::start);
  }

  private static int primitive(int a, long b) throws Exception {
    return a + (int) b + await(later(1));
  }

  private String unbound(String suffix) throws Exception {
    return "u" + await(later(suffix));
  }

  @Test
  void methodReferencesConvertTheirArguments() throws Exception {
    AsyncBiFunction<Integer, Integer, Integer> primitive = BodiesTest::primitive;
    AsyncBiFunction<BodiesTest, String, String> unbound = BodiesTest::unbound;
    AsyncFunction<String, String> bound = this::unbound;
    check(6, () -> primitive.start(2, 3));
    check("ux", () -> unbound.start(this, "x"));
    check("uy", () -> bound.start("y"));
  }

  private static int counted;

  private static int count() throws Exception {
    counted += await(later(1));
    return counted;
  }

  @Test
  void actionsDiscardTheValueOfAMethodReference() throws Exception {
    counted = 0;
    AsyncAction action = BodiesTest::count;
    check(null, action::start);
    assertThat(counted).isEqualTo(3);
  }

  @Test
  void aBodyIsStartedManyTimesEachWithItsOwnState() throws Exception {
    AsyncFunction<Integer, List<Integer>> body =
        n -> {
          List<Integer> seen = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            seen.add(n + await(later(i)));
          }
          return seen;
        };
    List<Future<List<Integer>>> started = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      started.add(body.start(n));
    }
    started.forEach(f -> assertThat(f.toString()).contains("not started"));
    for (int polls = 0; polls < 3; polls++) {
      for (Future<List<Integer>> f : started) {
        assertThat(f.poll(Later.CX).isReady()).isFalse();
      }
    }
    for (int n = 0; n < 100; n++) {
      assertThat(run(started.get(n))).containsExactly(n, n + 1, n + 2);
    }
  }

  @Test
  void nothingRunsBeforeTheFirstPoll() throws Exception {
    List<String> log = new ArrayList<>();
    Future<Integer> plain = async(() -> log.size() + (log.add("plain") ? 1 : 0));
    Future<Integer> awaiting =
        async(() -> {
          log.add("awaiting");
          return await(later(1));
        });
    assertThat(log).isEmpty();
    run(plain);
    run(awaiting);
    assertThat(log).containsExactly("plain", "awaiting");
  }

  private static final class Ordinary implements AsyncFunction<String, String> {
    private final String prefix;

    Ordinary(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public String apply(String text) throws Exception {
      return prefix + await(later(text)) + helper();
    }

    private String helper() {
      return "!";
    }
  }

  abstract static class Inherited<T> implements AsyncBody<T> {
    abstract Future<T> made() throws Exception;

    @Override
    public T run() throws Exception {
      return await(made());
    }
  }

  @Test
  void objectsOfClassesAreBodies() throws Exception {
    check("a-b!", () -> new Ordinary("a-").start("b"));
    check(
        "anon3",
        () ->
            new AsyncBody<String>() {
              private final int state = 2;

              @Override
              public String run() throws Exception {
                return "anon" + (await(later(1)) + state);
              }
            }.start());
    check(
        "made",
        () ->
            new Inherited<String>() {
              @Override
              Future<String> made() {
                return later("made");
              }
            }.start());
  }

  /// A facade such as the runtime's.
  static class Facade extends Async {}

  static class Impostor extends Async {
    public static <T> T await(Future<? extends T> future) throws Exception {
      throw new UnsupportedOperationException("not an await");
    }
  }

  @Test
  void awaitIsRecognisedByResolution() throws Exception {
    check("x", () -> async(() -> Facade.await(later("x"))));
    check(
        "not an await",
        () ->
            async(() -> {
              try {
                return Impostor.await(later("x"));
              } catch (UnsupportedOperationException e) {
                return await(later(e.getMessage()));
              }
            }));
  }

  @Test
  @DisabledIfSystemProperty(
      named = "pollen.test.weaver",
      matches = ".+",
      disabledReason = "woven bodies have no serialized form")
  void capturesAreReadWithoutKnownFieldNames() throws Throwable {
    String text = "captured";
    AsyncBody<Integer> body = () -> text.length();
    assertThat(LambdaCaptures.slowGetter(0).invoke((Object) body)).isEqualTo(text);
  }

  @Test
  void manyThreadsMayStartTheSameBodyFirst() throws Exception {
    int threads = 8;
    AsyncFunction<Integer, Integer> body = n -> n + await(later(n));
    Set<Integer> values = ConcurrentHashMap.newKeySet();
    CountDownLatch ready = new CountDownLatch(threads);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<java.util.concurrent.Future<?>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int n = t;
        running.add(
            pool.submit(() -> {
              ready.countDown();
              ready.await();
              values.add(run(body.start(n)));
              return null;
            }));
      }
      for (var r : running) {
        r.get();
      }
    }
    assertThat(values).containsExactlyInAnyOrder(0, 2, 4, 6, 8, 10, 12, 14);
  }

  @Test
  void machinesOfABodyShareOneClass() {
    AsyncFunction<Integer, Integer> body = n -> n + await(later(n));
    assertThat(body.start(1).getClass()).isSameAs(body.start(2).getClass());
    assertThat(body.start(1).getClass().isHidden()).isFalse();
    assertThat(body.start(1).getClass().getPackage()).isSameAs(BodiesTest.class.getPackage());
  }
}
