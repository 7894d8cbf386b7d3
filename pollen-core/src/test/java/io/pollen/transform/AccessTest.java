package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.check;
import static io.pollen.transform.Later.later;

import io.pollen.AsyncBody;
import io.pollen.Future;
import io.pollen.transform.other.Base;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Bodies may do in their class whatever Java allows there, also though they run in another one.
class AccessTest extends Base implements Base.Hi {
  private int field = 3;
  private static int staticField = 30;

  private int instance(int x) {
    return x + field;
  }

  private static String statics(Object o) {
    return "s" + o;
  }

  @Override
  public String over() {
    return "Test.over";
  }

  @Override
  protected String prot(String s) {
    return "Test" + super.prot(s);
  }

  @Override
  public String hi() {
    return "Test.hi";
  }

  private record Pair(Object a, Object b) {}

  private static final class Hidden {
    private final String text;

    private Hidden(String a, long b, String c) {
      text = a + b + c;
    }

    private String get() {
      return text;
    }
  }

  private class Inner {
    final int value;

    Inner(int value) {
      this.value = value + field;
    }
  }

  private interface WithPrivate {
    private int secret() {
      return 4;
    }

    default Future<Integer> open() {
      return async(() -> await(later(1)) + secret());
    }
  }

  @Test
  void privateMembersAreReached() throws Exception {
    check(
        "a4" + 7 + 3 + 30 + "s4",
        () ->
            async(() -> {
              int x = await(later(4));
              return "a" + x + instance(x) + field + staticField + statics(x);
            }));
  }

  @Test
  void privateFieldsAreWritten() throws Exception {
    check(
        "5/31",
        () -> {
          field = 3;
          staticField = 30;
          return async(() -> {
            field += await(later(2));
            staticField++;
            return field + "/" + staticField;
          });
        });
    field = 3;
    staticField = 30;
  }

  @Test
  void superAndProtectedMembersOfAnotherPackageAreReached() throws Exception {
    check(
        "Base.over,Test.over,prot-q,Testprot-q,sprot,77,5,Hi.hi,Test.hi",
        () ->
            async(() -> {
              String s = await(later("q"));
              return super.over()
                  + ","
                  + over()
                  + ","
                  + super.prot(s)
                  + ","
                  + prot(s)
                  + ","
                  + sprot()
                  + ","
                  + protectedField
                  + ","
                  + protectedStatic
                  + ","
                  + Base.Hi.super.hi()
                  + ","
                  + hi();
            }));
  }

  @Test
  void protectedFieldsOfAnotherPackageAreWritten() throws Exception {
    check(
        "11/5x",
        () -> {
          protectedStatic = "5";
          return async(() -> {
            protectedField = await(later(9L));
            protectedField += await(later(1L));
            protectedField++;
            protectedStatic += await(later("x"));
            return protectedField + "/" + protectedStatic;
          });
        });
    protectedStatic = "5";
  }

  @Test
  void superHashCodeAndToStringOfObjectAreReached() throws Exception {
    check(
        true,
        () -> async(() -> await(later(true)) && super.hashCode() == System.identityHashCode(this)));
  }

  @Test
  void arraysAreCloned() throws Exception {
    check(
        11,
        () ->
            async(() -> {
              int[] a = {1, 2, 3};
              int[] b = a.clone();
              b[await(later(1))] = 9;
              return a[1] + b[1];
            }));
  }

  @Test
  void privateConstructorsAreCalled() throws Exception {
    check("a5b", () -> async(() -> new Hidden("a", await(later(5L)), await(later("b"))).get()));
    check("a5zb", () -> async(() -> new Hidden("a", 5, "z").text + await(later("b"))));
    check(
        "b",
        () ->
            async(() -> {
              new Hidden("a", await(later(5L)), "c");
              return await(later("b"));
            }));
  }

  @Test
  void innerClassesAreMade() throws Exception {
    check(
        11,
        () ->
            async(() -> {
              Inner i = new Inner(await(later(4)));
              return i.value + new AccessTest().new Inner(await(later(1))).value;
            }));
  }

  @Test
  void privateInterfaceMethodsAreCalled() throws Exception {
    check(5, () -> new WithPrivate() {}.open());
  }

  @Test
  void nestedLambdasAndMethodReferencesKeepTheirRights() throws Exception {
    check(
        "[2, 3, 4]1,2,3-sZ-7",
        () ->
            async(() -> {
              int k = await(later(1));
              List<Integer> list = new ArrayList<>();
              List.of(1, 2, 3).forEach(v -> list.add(v + k));
              Function<Object, String> reference = AccessTest::statics;
              Supplier<Integer> own = () -> instance(4);
              StringJoiner joiner = new StringJoiner(",");
              List.of(1, 2, 3).stream().map(String::valueOf).forEach(joiner::add);
              return list
                  + joiner.toString()
                  + "-"
                  + reference.apply(await(later("Z")))
                  + "-"
                  + own.get();
            }));
  }

  @Test
  void nestedBlocksOfPrivateCodeWork() throws Exception {
    check(
        "in5s2out6",
        () ->
            async(() -> {
              int o = await(later(5));
              String a =
                  await(
                      async(() -> {
                        int q = await(later(o));
                        return "in"
                            + q
                            + statics(await(later(2)))
                            + await(async(() -> await(later("out"))));
                      }));
              return a + (o + 1);
            }));
  }

  @Test
  void anonymousAndLocalClassesCaptureValues() throws Exception {
    check(
        "anon7local7",
        () ->
            async(() -> {
              int k = await(later(7));
              class Local {
                @Override
                public String toString() {
                  return "local" + k;
                }
              }
              Object o =
                  new Object() {
                    @Override
                    public String toString() {
                      return "anon" + k;
                    }
                  };
              await(later(0));
              return o + "" + new Local();
            }));
  }

  @Test
  void lookupIsThatOfTheClassAsWritten() throws Exception {
    check(
        AccessTest.class,
        () ->
            async(() -> {
              await(later(1));
              return MethodHandles.lookup().lookupClass();
            }));
  }

  @Test
  void polymorphicSignaturesWork() throws Exception {
    check(
        11,
        () ->
            async(() -> {
              var max =
                  MethodHandles.lookup()
                      .findStatic(
                          Math.class,
                          "max",
                          MethodType.methodType(int.class, int.class, int.class));
              VarHandle handle =
                  MethodHandles.lookup().findVarHandle(AccessTest.class, "field", int.class);
              try {
                return (int) max.invokeExact((int) await(later(8)), 3) + (int) handle.get(this);
              } catch (Throwable t) {
                throw new AssertionError(t);
              }
            }));
  }

  private Integer viaInstance() throws Exception {
    int a = await(later(20));
    return a + field;
  }

  private static int viaStatic() throws Exception {
    int a = await(later(20));
    return a + staticField;
  }

  Integer withoutAwait() {
    return 5;
  }

  @Test
  void methodReferencesAreBodies() throws Exception {
    check(23, () -> async(this::viaInstance));
    check(50, () -> async(AccessTest::viaStatic));
    check(5, () -> async(this::withoutAwait));
    check(List.of(), () -> async((AsyncBody<ArrayList<String>>) ArrayList::new));
  }

  enum Constant {
    ONE {
      @Override
      Future<String> block() {
        return async(() -> name() + await(later(1)));
      }
    };

    abstract Future<String> block();
  }

  static final Future<String> FROM_INITIALIZER = async(() -> "init" + await(later(1)));

  @Test
  void enumBodiesInterfacesAndInitialisersMayHaveBlocks() throws Exception {
    check("ONE1", Constant.ONE::block);
    Later.pendings = 1;
    org.assertj.core.api.Assertions.assertThat(Later.run(FROM_INITIALIZER)).isEqualTo("init1");
  }

  /// A flexible constructor body: a block before `super(...)`.
  private static class Early {
    final Future<String> block;

    Early(String text) {
      Future<String> made = async(() -> text + await(later("!")));
      String same = text.strip();
      this.block = made;
      super();
      if (!same.equals(text)) {
        throw new IllegalArgumentException(text);
      }
    }
  }

  @Test
  void constructorPrologueMayHaveBlocks() throws Exception {
    check("hi!", () -> new Early("hi").block);
  }

  @Test
  void recordsArePassedAround() throws Exception {
    check(
        new Pair(new Pair(1, 2), new Pair(3, 4)),
        () ->
            async(() ->
                new Pair(
                    new Pair(1, await(later(2))), new Pair(await(later(3)), await(later(4))))));
  }
}
