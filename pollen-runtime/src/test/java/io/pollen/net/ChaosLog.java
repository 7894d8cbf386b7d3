package io.pollen.net;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// What has happened in a chaos, and what must not have. Any thread.
final class ChaosLog {
  private static final int MOST_KEPT = 20;
  private static final long MOST_OVERTIME = 20_000_000_000L;

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

  /// In nanoseconds.
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /// Datagrams that the system has dropped, that found nobody, and that were cut.
  final LongAdder lost = new LongAdder();

  final LongAdder unreachable = new LongAdder();
  final LongAdder truncated = new LongAdder();

  private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();

  /// Whether actors go on: until `end`, of `System.nanoTime`, and then until each of the usual
  /// things has happened, which takes a machine that is busy longer.
  boolean goesOn(long end) {
    long over = System.nanoTime() - end;
    return over < 0 || (over < MOST_OVERTIME && !hasSeenAll() && violations.isEmpty());
  }

  /// Whether each of what happens in every chaos has happened.
  boolean hasSeenAll() {
    return Stream.of(talks, cutOff, bytes, dropped, left, restarts)
        .allMatch(count -> count.sum() > 0);
  }

  /// A client has been with a server from `start`, of `System.nanoTime`, until now.
  void met(long start) {
    longest.accumulate(System.nanoTime() - start);
  }

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
    return """
    %,d conversations, %,d cut off by %,d restarts, %,d left; %,d MB, %,d operations dropped; \
    datagrams: %,d lost, %,d unreachable, %,d truncated; the longest took %,d ms\
    """
        .formatted(
            talks.sum(),
            cutOff.sum(),
            restarts.sum(),
            left.sum(),
            bytes.sum() / 1_000_000,
            dropped.sum(),
            lost.sum(),
            unreachable.sum(),
            truncated.sum(),
            longest.get() / 1_000_000);
  }
}
