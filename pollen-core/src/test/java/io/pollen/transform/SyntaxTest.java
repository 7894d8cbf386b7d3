package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.check;
import static io.pollen.transform.Later.failing;
import static io.pollen.transform.Later.foreign;
import static io.pollen.transform.Later.later;
import static io.pollen.transform.Later.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.transform.Later.Res;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Awaits in all of Java 25's expressions and statements, each with 0, 1 and 2 Pendings.
class SyntaxTest {
  record Pair(Object a, Object b) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(double r) implements Shape {}

  record Square(int a, long b) implements Shape {}

  record Box<T>(T content) {}

  enum Color {
    RED,
    GREEN,
    BLUE
  }

  @Test
  void operandsOnTheStackSurvive() throws Exception {
    check(
        "1-2-3",
        () ->
            async(() -> String.join("-", await(later("1")), await(later("2")), await(later("3")))));
    check(
        1L + 2L * 3L + 4L,
        () ->
            async(() ->
                await(later(1L))
                    + await(later(2L)) * await(later(3L))
                    + (long) (double) await(later(4.0))));
    check(
        "0123456789",
        () ->
            async(() ->
                ""
                    + await(later(0))
                    + await(later(1))
                    + await(later(2))
                    + await(later(3))
                    + await(later(4))
                    + await(later(5))
                    + await(later(6))
                    + await(later(7))
                    + await(later(8))
                    + await(later(9))));
    check(6.5f, () -> async(() -> 1.5f + await(later(2f)) * (1f + await(foreign(1.5f)))));
  }

  @Test
  void compoundAssignmentsAwait() throws Exception {
    check(
        17,
        () ->
            async(() -> {
              int[] a = {1, 2, 10};
              a[2] += await(later(7));
              return a[2];
            }));
    check(
        17L,
        () ->
            async(() -> {
              long[] a = {1, 2, 10};
              a[await(later(2))] += await(later(7L));
              return a[2];
            }));
    check(
        "ab!",
        () ->
            async(() -> {
              String[] a = {"a"};
              a[0] += await(later("b"));
              a[await(later(0))] += "!";
              return a[0];
            }));
    check(
        12,
        () ->
            async(() -> {
              int i = 1;
              i = i++ + await(later(2)) * ++i;
              i <<= await(later(0));
              i ^= await(later(11));
              return i;
            }));
  }

  @Test
  void objectsAreMadeFromAwaitedArguments() throws Exception {
    check(new Pair("x", "y"), () -> async(() -> new Pair("x", await(later("y")))));
    check(
        new Pair(new Pair(1, 2), new Pair(3, 4)),
        () ->
            async(() ->
                new Pair(
                    new Pair(1, await(later(2))), new Pair(await(later(3)), await(later(4))))));
    check(
        new Pair("t", 5),
        () -> async(() -> new Pair(await(later(true)) ? "t" : await(later("f")), await(later(5)))));
    check(
        "abc",
        () ->
            async(
                () -> new StringBuilder(await(later("a"))).append(await(later("bc"))).toString()));
    check(
        "x",
        () ->
            async(() -> {
              new Pair(await(later(1)), await(later(2)));
              return new String(await(later("x")));
            }));
    assertThatThrownBy(() ->
            Later.run(
                async(() -> {
                  throw new IllegalStateException(await(later("boom")));
                })))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("boom");
  }

  @Test
  void conditionsAwait() throws Exception {
    check(
        "b",
        () ->
            async(() ->
                await(later(false)) || await(later(false))
                    ? "a"
                    : await(later(true)) && await(later(true)) ? "b" : "c"));
    check(
        "yes",
        () ->
            async(() -> {
              if (!await(later(false)) & await(foreign(3)) > 2) {
                return "yes";
              }
              return "no";
            }));
  }

  @Test
  void loopsAwait() throws Exception {
    check(
        45,
        () ->
            async(() -> {
              int s = 0;
              outer:
              for (int i = 0; i < 5; i++) {
                for (int j = 0; ; j++) {
                  if (j > i) {
                    continue outer;
                  }
                  if (i == 4 && j == 3) {
                    break outer;
                  }
                  s += await(later(i)) + await(later(j));
                }
              }
              return s + (s == 45 ? 0 : 100);
            }));
    check(
        "abc",
        () ->
            async(() -> {
              String r = "";
              for (String s : List.of("a", "b", "c")) {
                r += await(later(s));
              }
              return r;
            }));
    check(
        "cba",
        () ->
            async(() -> {
              String r = "";
              for (String s : new String[] {"a", "b", "c"}) {
                r = await(later(s)) + r;
              }
              return r;
            }));
    check(
        10,
        () ->
            async(() -> {
              int i = 0;
              do {
                i++;
              } while (await(later(i)) < 10);
              return i;
            }));
    check(
        3,
        () ->
            async(() -> {
              int i = 0;
              while (true) {
                if (await(later(i++)) == 2) {
                  break;
                }
              }
              return i;
            }));
  }

  @Test
  void switchesAwait() throws Exception {
    check(
        "G2",
        () ->
            async(() -> {
              Color c = await(later(Color.GREEN));
              return switch (c) {
                case RED -> "R";
                case GREEN -> "G" + await(later(2));
                case BLUE -> await(later("B"));
              };
            }));
    check(
        "pre:G2",
        () ->
            async(() ->
                "pre:"
                    .concat(
                        switch (await(later(Color.GREEN))) {
                          case RED -> "R";
                          case GREEN -> {
                            try {
                              yield "G" + await(later(2));
                            } finally {
                              await(later(0));
                            }
                          }
                          case BLUE -> await(later("B"));
                        })));
    check(
        2,
        () ->
            async(() ->
                switch (await(later("two"))) {
                  case "one" -> 1;
                  case "two" -> await(later(2));
                  default -> 0;
                }));
    check(
        "old:23",
        () ->
            async(() -> {
              String r = "old:";
              switch (await(later(2))) {
                case 1:
                  r += 1;
                case 2:
                  r += await(later(2));
                case 3:
                  r += 3;
                  break;
                default:
                  r += "no";
              }
              return r;
            }));
  }

  private static String describe(Object o) {
    return String.valueOf(o);
  }

  @Test
  void patternsAwait() throws Exception {
    check(
        "sq7",
        () ->
            async(() -> {
              Shape s = await(later((Shape) new Square(3, 4)));
              return switch (s) {
                case Circle(double r) when r > await(later(1.0)) -> "big";
                case Circle c -> "c" + c;
                case Square(int a, long b) when await(later(a)) == 99 -> "no" + b;
                case Square(var a, var b) -> "sq" + (a + b + await(later(0)));
              };
            }));
    check(
        "str:hi",
        () ->
            async(() -> {
              Object o = await(later((Object) "hi"));
              if (o instanceof String s && await(later(s.length())) == 2) {
                return "str:" + s;
              }
              return "no";
            }));
    check(
        "null!3",
        () ->
            async(() -> {
              Object o = null;
              String first =
                  switch (o) {
                    case null -> describe(await(later(null))) + await(later("!"));
                    case String s -> s;
                    default -> "other";
                  };
              Object boxed = await(later(new Box<>(new Box<>(3))));
              return first
                  + (boxed instanceof Box<?>(Box<?>(Integer i)) && await(later(i)) == 3
                      ? i
                      : await(later("no")));
            }));
    check(
        "red",
        () ->
            async(() ->
                switch (await(later((Object) Color.RED))) {
                  case Color c when c == await(later(Color.BLUE)) -> "blue";
                  case Color.RED -> await(later("red"));
                  case Color _ -> "other";
                  default -> "none";
                }));
  }

  @Test
  void tryCatchFinallyAwait() throws Exception {
    check(
        "c:x f",
        () ->
            async(() -> {
              String r = "";
              try {
                await(failing(new IOException("x")));
                r += "no";
              } catch (IOException e) {
                r += "c:" + e.getMessage();
              } finally {
                r += await(later(" f"));
              }
              return r;
            }));
    check(
        "in-fin-outer:e1",
        () ->
            async(() -> {
              StringBuilder sb = new StringBuilder();
              try {
                try {
                  await(failing(new Exception("e1")));
                } catch (Exception e) {
                  sb.append(await(later("in")));
                  throw e;
                } finally {
                  sb.append(await(later("-fin")));
                }
              } catch (Exception e) {
                sb.append("-outer:").append(e.getMessage());
              }
              return sb.toString();
            }));
    check(
        6,
        () ->
            async(() -> {
              int n = 0;
              for (int i = 0; i < 3; i++) {
                try {
                  if (await(later(i)) == 1) {
                    continue;
                  }
                  n += await(later(i));
                } finally {
                  n += await(later(1)) + (i == 2 ? 1 : 0);
                }
              }
              return n;
            }));
    check(
        "IllegalArgumentException",
        () ->
            async(() -> {
              try {
                await(failing(new IllegalArgumentException()));
                return "";
              } catch (IllegalArgumentException | IllegalStateException e) {
                return e.getClass().getSimpleName() + await(later(""));
              }
            }));
    check("finally wins", () -> async(SyntaxTest::finallyWins));
  }

  @SuppressWarnings("finally")
  private static String finallyWins() throws Exception {
    try {
      return await(later("body"));
    } finally {
      return await(later("finally wins"));
    }
  }

  @Test
  void exceptionsBeforeTheAwaitReachTheSameHandler() throws Exception {
    check(
        "caught",
        () ->
            async(() -> {
              String s = await(later("caught"));
              try {
                Object o = await(later(null));
                o.hashCode();
                return await(later("no"));
              } catch (NullPointerException e) {
                return s;
              }
            }));
  }

  @Test
  void resourcesAreClosedInOrder() throws Exception {
    check(
        "[open a, open b, body1, close b, close a, caught IllegalStateException]",
        () -> {
          List<String> log = log();
          return async(() -> {
            try (Res a = new Res(log, await(later("a")));
                Res b = new Res(log, await(later("b")))) {
              log.add("body" + await(later(1)));
              throw new IllegalStateException(a.name() + b.name());
            } catch (IllegalStateException e) {
              log.add("caught " + e.getClass().getSimpleName());
            }
            return log.toString();
          });
        });
  }

  @Test
  void allKindsOfLocalsSurvive() throws Exception {
    check(
        "true1c23456.07.5null[1][x]",
        () ->
            async(() -> {
              boolean z = true;
              byte b = 1;
              char c = 'c';
              short s = 2;
              int i = 3;
              long l = 45L;
              float g = 6f;
              double d = 7.5;
              String n = null;
              int[] a = {1};
              String[][] t = {{"x"}};
              await(later(0));
              return "" + z + b + c + s + i + l + g + d + n + "[" + a[0] + "][" + t[0][0] + "]";
            }));
  }

  @Test
  void genericsAndIntersectionsSurvive() throws Exception {
    check(
        3,
        () ->
            async(() -> {
              var l = List.of(1, "a", 2.0);
              var x = l.get(0);
              int n = l.size();
              await(later(0));
              return x.compareTo(null == x ? null : cast(x)) == 0 ? n : 0;
            }));
    check("[1, 2]", () -> async(() -> generic(await(later(1)), later(2)).toString()));
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object o) {
    return (T) o;
  }

  private static <T> List<T> generic(T first, Future<T> second) throws Exception {
    List<T> list = new ArrayList<>();
    list.add(first);
    list.add(Later.run(second));
    return list;
  }

  static Future<Long> fib(int n) {
    return async(() -> n < 2 ? (long) n : await(fib(n - 1)) + await(fib(n - 2)));
  }

  @Test
  void recursionWorks() throws Exception {
    check(55L, () -> fib(10));
  }

  @Test
  void voidBlocksAndNullValues() throws Exception {
    check(
        null,
        () ->
            async(() -> {
              await(later(1));
            }));
    check(
        null,
        () ->
            async(() -> {
              await(later(1));
              return null;
            }));
  }

  @Test
  void assertionsAwait() throws Exception {
    assertThatThrownBy(() ->
            Later.run(
                async(() -> {
                  int i = await(later(1));
                  assert i > await(later(5)) : "message" + await(later(2));
                  return "assertions are off";
                })))
        .isInstanceOf(AssertionError.class)
        .hasMessage("message2");
  }

  @Test
  void textBlocksAndTernariesInArguments() throws Exception {
    check(
        "line 1\nline 2\n",
        () ->
            async(() ->
                """
                line %s
                line %s
                """
                    .formatted(await(later(true)) ? await(later(1)) : 0, await(later(2)))));
  }

  @Test
  void synchronizedBeforeAndAfterAnAwaitIsFine() throws Exception {
    Object lock = new Object();
    check(
        3,
        () ->
            async(() -> {
              int a;
              synchronized (lock) {
                a = 1;
              }
              a += await(later(1));
              synchronized (lock) {
                a++;
              }
              return a;
            }));
    check(
        "caught",
        () ->
            async(() -> {
              try {
                synchronized (lock) {
                  lock.notifyAll();
                  throw new IOException("caught");
                }
              } catch (IOException e) {
                return await(later(e.getMessage()));
              }
            }));
  }

  private static final List<String> STEPS = log();

  private static final class Initialised {
    static {
      STEPS.add("initialised");
    }

    Initialised(int argument) {
      STEPS.add("made of " + argument);
    }
  }

  private static Future<Integer> argument() {
    STEPS.add("argument");
    return later(1);
  }

  @Test
  void aClassIsInitialisedBeforeTheArgumentsOfItsNew() throws Exception {
    Later.run(async(() -> new Initialised(await(argument()))));
    assertThat(STEPS).containsExactly("initialised", "argument", "made of 1");
  }

  @Test
  void stagesAreAwaitedAndUnwrapped() throws Exception {
    check(
        "early late IOException",
        () -> {
          CompletableFuture<String> stage = new CompletableFuture<>();
          return async(() -> {
            String early = await(CompletableFuture.completedFuture("early"));
            await(later(stage.complete("late")));
            String late = await(stage.thenApply(s -> s));
            try {
              await(CompletableFuture.failedFuture(new IOException()).thenApply(Object::hashCode));
              return "no";
            } catch (IOException e) {
              return early + " " + late + " " + e.getClass().getSimpleName();
            }
          });
        });
  }

  @Test
  void checkedExceptionsLeaveTheBlockUnchanged() {
    IOException failure = new IOException("q");
    assertThatThrownBy(() ->
            Later.run(
                async(() -> {
                  await(failing(failure));
                  return 1;
                })))
        .isSameAs(failure);
  }
}
