package io.pollen.cli;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.pending;

import io.pollen.Async;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.compiler.weave.Explainer;
import io.pollen.transform.BlockReport;
import io.pollen.transform.BlockReport.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jol.info.ClassLayout;

/// A program with blocks of many shapes. It suspends each, and prints its name, the size that
/// explain tells of it, and the size that JOL measures, in the layout of the JVM that it runs in.
final class SuspendedBodies {
  private final String name = "n";

  static Future<?> nothing() {
    return async(() -> await(pending()));
  }

  static Future<?> oneReference(String a) {
    return async(() -> a + await(pending()));
  }

  static Future<?> twoReferences(String a, List<String> b) {
    return async(() -> a + await(pending()) + b);
  }

  static Future<?> oneInt(int a) {
    return async(() -> a + (Integer) await(pending()));
  }

  static Future<?> oneLong(long a) {
    return async(() -> a + (Long) await(pending()));
  }

  static Future<?> longAndInt(long a, int b) {
    return async(() -> a + (Long) await(pending()) + b);
  }

  static Future<?> everyKind(int a, long b, float c, double d, String e, boolean f, byte g) {
    return async(() -> "" + await(pending()) + a + b + c + d + e + f + g);
  }

  static Future<?> doubleAndReference(double a, String b) {
    return async(() -> await(pending()) + b + a);
  }

  static Future<?> capturedButNotKept(String a, String b, String c, long d) {
    return async(() -> {
      String all = a + b + c + d;
      await(pending());
      return all;
    });
  }

  static Future<?> layoutsThatDiffer(long a, String b) {
    return async(() -> {
      Object first = await(pending());
      long second = a + (Long) await(Async.<Object>pending());
      int third = (Integer) await(Async.<Object>pending());
      return b + first + second + third + await(pending());
    });
  }

  static Future<?> intermediateResults(int a, String b) {
    return async(() -> List.of(b, a * 3L, String.valueOf(await(pending()))));
  }

  static Future<?> inATry(String a) {
    return async(() -> {
      try {
        return await(pending());
      } catch (IllegalStateException e) {
        return a;
      } finally {
        System.out.println(a);
      }
    });
  }

  Future<?> ofAnObject(int a) {
    return async(() -> name + await(pending()) + a);
  }

  static Future<?> withAnArgument(String a) {
    AsyncFunction<Integer, Object> body = b -> await(pending()) + a + b;
    return body.start(1);
  }

  static Future<?> withTwoArguments() {
    AsyncBiFunction<String, Long, Object> body = (a, b) -> await(pending());
    return body.start("a", 2L);
  }

  private static Object referenced() throws Exception {
    int a = 1;
    return a + (Integer) await(pending());
  }

  static Future<?> methodReference() {
    AsyncBody<Object> body = SuspendedBodies::referenced;
    return body.start();
  }

  /// By the name of the method that the body is written in.
  private static Map<String, Future<?>> blocks() {
    Map<String, Future<?>> blocks = new TreeMap<>();
    blocks.put("nothing", nothing());
    blocks.put("oneReference", oneReference("a"));
    blocks.put("twoReferences", twoReferences("a", List.of()));
    blocks.put("oneInt", oneInt(1));
    blocks.put("oneLong", oneLong(1));
    blocks.put("longAndInt", longAndInt(1, 2));
    blocks.put("everyKind", everyKind(1, 2, 3, 4, "5", true, (byte) 6));
    blocks.put("doubleAndReference", doubleAndReference(1, "b"));
    blocks.put("capturedButNotKept", capturedButNotKept("a", "b", "c", 4));
    blocks.put("layoutsThatDiffer", layoutsThatDiffer(1, "b"));
    blocks.put("intermediateResults", intermediateResults(1, "b"));
    blocks.put("inATry", inATry("a"));
    blocks.put("ofAnObject", new SuspendedBodies().ofAnObject(1));
    blocks.put("withAnArgument", withAnArgument("a"));
    blocks.put("withTwoArguments", withTwoArguments());
    blocks.put("referenced", methodReference());
    return blocks;
  }

  /// @param args the folder of this class's file as the compiler wrote it
  public static void main(String[] args) throws Exception {
    InstanceLayout layout = InstanceLayout.ofThisJvm();
    boolean woven = nothing().getClass().getName().contains("$woven");
    Path folder = Path.of(args[0]);
    String self = SuspendedBodies.class.getName().replace('.', '/');
    byte[] written = Files.readAllBytes(folder.resolve(self + ".class"));
    Map<String, Integer> explained = new TreeMap<>();
    for (BlockReport report : new Explainer(SuspendedBodies::find).of(written)) {
      if (report.outcome() instanceof Machine machine) {
        int size = layout.size(woven ? machine.woven() : machine.transformed());
        explained.put(report.method(), size);
      }
    }
    System.out.println((woven ? "woven" : "transformed") + ", " + layout.description());
    for (Map.Entry<String, Future<?>> block : blocks().entrySet()) {
      if (block.getValue().poll(Context.of(Waker.noop())).isReady()) {
        throw new IllegalStateException(block.getKey());
      }
      long measured = ClassLayout.parseInstance(block.getValue()).instanceSize();
      System.out.println(block.getKey() + " " + explained.get(block.getKey()) + " " + measured);
    }
  }

  private static Optional<byte[]> find(String name) {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
