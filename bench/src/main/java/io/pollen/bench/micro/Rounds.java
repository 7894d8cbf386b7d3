package io.pollen.bench.micro;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The timing loop: as in the Tokio peer, a round is as many calls as fill its time, judged by what
/// a call has cost so far.
public final class Rounds {
  private static final int BYTES_CALLS = 1_000;
  private static final long SLOW = 1_000_000_000;

  private final Body body;
  private final int ops;
  private double nanosPerCall = 1;

  private Rounds(Body body, int ops) {
    this.body = body;
    this.ops = ops;
  }

  /// Runs `body` as the parent process says on standard input: `warm MS`, `round MS` and `bytes 0`
  /// are answered by one line each. Ends the process with its input.
  ///
  /// @param ops operations of one call of the body
  public static void serve(@Nullable Body body, int ops) throws Exception {
    if (body == null) {
      System.out.println("none");
      return;
    }
    System.out.println("open");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Rounds rounds = new Rounds(body, ops);
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      System.out.println("cost " + rounds.answer(words[0], Long.parseLong(words[1]) * 1_000_000));
    }
    body.close();
    System.exit(0);
  }

  private double answer(String command, long nanos) throws Exception {
    return switch (command) {
      case "warm" -> warm(nanos);
      case "round" -> round(nanos);
      case "bytes" -> bytes();
      default -> throw new IOException("no command " + command);
    };
  }

  /// Bytes that one operation allocates in this thread.
  private double bytes() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < BYTES_CALLS; i++) {
      body.run();
    }
    long spent = threads.getCurrentThreadAllocatedBytes() - begin;
    return (double) spent / BYTES_CALLS / ops;
  }

  /// Runs for at least `nanos` and, unless they are very slow, three calls. The second half alone
  /// tells what a call costs: the first one ran interpreted.
  private double warm(long nanos) throws Exception {
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
  private double round(long nanos) throws Exception {
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
