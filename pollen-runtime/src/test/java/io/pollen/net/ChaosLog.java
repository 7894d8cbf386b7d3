package io.pollen.net;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// What has happened in a chaos, and what must not have. Any thread.
final class ChaosLog {
  private static final int MOST_KEPT = 20;

  /// Conversations that went as agreed, and those that a restart of the server has cut off.
  final LongAdder talks = new LongAdder();

  final LongAdder cutOff = new LongAdder();

  /// Bytes that came back as they were sent.
  final LongAdder bytes = new LongAdder();

  /// Operations that were dropped before they were done, and done again.
  final LongAdder dropped = new LongAdder();

  /// Connections that their client has left in the middle, in one of its ways.
  final LongAdder left = new LongAdder();

  final LongAdder restarts = new LongAdder();

  private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();

  void violated(Throwable what) {
    if (violations.size() < MOST_KEPT) {
      violations.add(what);
    }
  }

  List<Throwable> violations() {
    return List.copyOf(violations);
  }

  @Override
  public String toString() {
    return "%,d conversations, %,d cut off by %,d restarts, %,d left; %,d MB, %,d operations dropped"
        .formatted(
            talks.sum(),
            cutOff.sum(),
            restarts.sum(),
            left.sum(),
            bytes.sum() / 1_000_000,
            dropped.sum());
  }
}
