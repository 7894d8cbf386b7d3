package io.pollen.bench.block;

import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import io.pollen.bench.block.Values.Gate;
import io.pollen.bench.block.Values.Ready;

/// The shapes as async blocks: woven or transformed at run time, by which class files are found
/// first.
final class Blocks implements Maker {
  @Override
  public Future<Integer> ready(int x) {
    return async(() -> await(new Ready(x)) + 1);
  }

  @Override
  public Future<Integer> resume(Gate gate, int times) {
    return async(() -> {
      int sum = 0;
      for (int i = 0; i < times; i++) {
        sum += await(gate);
      }
      return sum;
    });
  }

  @Override
  public Future<Integer> nested(int x) {
    return async(() -> await(outer(x)) + 1);
  }

  private static Future<Integer> outer(int x) {
    return async(() -> await(middle(x)) + await(middle(x + 1)));
  }

  private static Future<Integer> middle(int x) {
    return async(() -> await(inner(x)) * 2);
  }

  private static Future<Integer> inner(int x) {
    return async(() -> await(new Ready(x)) + await(new Ready(x + 1)));
  }

  @Override
  public Future<Integer> deepResume(Gate gate, int times) {
    return async(() -> await(second(gate, times)) + 1);
  }

  private static Future<Integer> second(Gate gate, int times) {
    return async(() -> await(third(gate, times)) + 1);
  }

  private static Future<Integer> third(Gate gate, int times) {
    return async(() -> {
      int sum = 0;
      for (int i = 0; i < times; i++) {
        sum += await(gate);
      }
      return sum;
    });
  }
}
