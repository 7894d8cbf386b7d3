package io.pollen.bench.block;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.bench.block.Values.Gate;
import io.pollen.bench.micro.Body;
import io.pollen.woven.RawFuture;
import java.util.List;
import java.util.Map;

/// The block shapes: what is made and polled, [#OPS] operations a call.
final class Drives {
  /// Operations of one call.
  static final int OPS = 1_000;

  /// The shapes with the unit of their cost, in the order of the table.
  static final List<Map.Entry<String, String>> UNITS =
      List.of(
          Map.entry("block.ready", "ns/block"),
          Map.entry("block.nested_3", "ns/call"),
          Map.entry("block.resume", "ns/suspension"),
          Map.entry("block.resume_deep_3", "ns/suspension"));

  private static final Context NOBODY = Context.of(Waker.noop());

  private Drives() {}

  /// The body of the shape `name`.
  static Body open(String name, Maker maker) {
    return switch (name) {
      case "block.ready" -> () -> ready(maker);
      case "block.nested_3" -> () -> nested(maker);
      case "block.resume" -> () -> expect(OPS, drive(maker.resume(new Gate(), OPS)));
      case "block.resume_deep_3" -> () -> expect(OPS + 2, drive(maker.deepResume(new Gate(), OPS)));
      default -> throw new IllegalArgumentException("no shape " + name);
    };
  }

  private static void ready(Maker maker) throws Exception {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      sum += once(maker.ready(i));
    }
    expect(OPS * (OPS + 1) / 2, sum);
  }

  /// For `x`, the innermost function gives `2x + 1`, and so all of them `8x + 9`.
  private static void nested(Maker maker) throws Exception {
    int sum = 0;
    for (int i = 0; i < OPS; i++) {
      sum += once(maker.nested(i));
    }
    expect(4 * OPS * (OPS - 1) + 9 * OPS, sum);
  }

  static int once(Future<Integer> future) throws Exception {
    return Values.number(((RawFuture<?>) future).pollRaw(NOBODY));
  }

  private static int drive(Future<Integer> future) throws Exception {
    RawFuture<Integer> raw = (RawFuture<Integer>) future;
    while (true) {
      Object answer = raw.pollRaw(NOBODY);
      if (answer != RawFuture.PENDING) {
        return Values.number(answer);
      }
    }
  }

  /// The sums are checked: what nobody looks at may be compiled away.
  private static void expect(int expected, int sum) {
    if (sum != expected) {
      throw new IllegalStateException("got " + sum + " instead of " + expected);
    }
  }
}
