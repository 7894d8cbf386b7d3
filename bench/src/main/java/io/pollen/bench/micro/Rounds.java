package io.pollen.bench.micro;

/// The timing loop: as in the Tokio peer, a round is as many calls as fill its time, judged by what
/// a call has cost so far.
final class Rounds {
  private static final long SLOW = 1_000_000_000;

  private final Body body;
  private final int ops;
  private double nanosPerCall = 1;

  Rounds(Body body, int ops) {
    this.body = body;
    this.ops = ops;
  }

  /// Runs for at least `nanos` and, unless they are very slow, three calls. The second half alone
  /// tells what a call costs: the first one ran interpreted.
  double warm(long nanos) throws Exception {
    calls(nanos / 2);
    return calls(nanos / 2);
  }

  private double calls(long nanos) throws Exception {
    long begin = System.nanoTime();
    long calls = 0;
    long spent = 0;
    while (calls == 0 || spent < nanos || (calls < 3 && spent < SLOW)) {
      body.run();
      calls++;
      spent = System.nanoTime() - begin;
    }
    nanosPerCall = Math.max(1, (double) spent / calls);
    return nanosPerCall / ops;
  }

  /// Nanoseconds of one operation in a round of about `nanos`.
  double round(long nanos) throws Exception {
    long calls = Math.max(1, (long) Math.ceil(nanos / nanosPerCall));
    long begin = System.nanoTime();
    for (long i = 0; i < calls; i++) {
      body.run();
    }
    long spent = System.nanoTime() - begin;
    nanosPerCall = Math.max(1, (double) spent / calls);
    return nanosPerCall / ops;
  }
}
