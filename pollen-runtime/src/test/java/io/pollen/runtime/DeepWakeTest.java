package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.woven.RawFuture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tasks are woken from the deepest frames of a recursion that exhausts the stack: each of the
/// wakes may end in a `StackOverflowError` wherever it has got to. Whatever it was, a later wake
/// with room finds every task and every worker in order.
@Timeout(120)
class DeepWakeTest {
  private static final int ROUNDS = 12;

  /// More than a ring, so that it spills down there, too.
  private static final int TASKS = 600;

  private static final int FRAMES = 120;

  /// Wakes on the way up from the bottom of the stack, a few tasks from each frame.
  private static final class Dive {
    private final List<Waker> wakers;
    private int frames;
    private int woken;
    private int failed;
    private final StackOverflowError[] errors = new StackOverflowError[TASKS];

    Dive(List<Waker> wakers) {
      this.wakers = wakers;
    }

    void down() {
      try {
        down();
      } catch (StackOverflowError bottom) {
        // from here on up
      }
      if (frames < FRAMES) {
        frames++;
        for (int i = 0; i < TASKS / FRAMES; i++) {
          wakeNext();
        }
      }
    }

    private void wakeNext() {
      int next = woken;
      woken = next + 1;
      try {
        wakers.get(next).wake();
      } catch (StackOverflowError deep) {
        failed++;
        errors[next] = deep;
      }
    }

    /// What the wakes of tasks ran into that have not ended.
    Set<String> stuck(List<? extends JoinHandle<?>> handles) {
      Set<String> stuck = new TreeSet<>();
      for (int i = 0; i < TASKS; i++) {
        if (!handles.get(i).isFinished()) {
          stuck.add(
              handles.get(i).toString().replaceAll("[0-9]+", "")
                  + (errors[i] == null
                      ? ""
                      : Arrays.asList(errors[i].getStackTrace()).subList(0, 9)));
        }
      }
      return stuck;
    }
  }

  /// Its waker is the task itself: what a leaf future hands out would stand between.
  private static final class Shows extends RawFuture<Integer> {
    private final List<Waker> wakers;
    private boolean shown;
    private volatile boolean mayEnd;

    Shows(List<Waker> wakers) {
      this.wakers = wakers;
    }

    @Override
    public Object pollRaw(Context cx) {
      if (!shown) {
        shown = true;
        synchronized (wakers) {
          wakers.add(cx.waker());
        }
      }
      return mayEnd ? 1 : PENDING;
    }
  }

  /// Run in a JVM of its own; see [#aWakeThatRunsOutOfStackLosesNoTaskAndNoWorker].
  public static void main(String[] args) throws Exception {
    int failed = 0;
    for (int workers : new int[] {1, 2, 4}) {
      try (var runtime =
          AsyncRuntime.builder().workerThreads(workers).stackSize(1 << 18).name("deep").build()) {
        for (int round = 0; round < ROUNDS; round++) {
          failed += dive(runtime, round % 2 == 0);
        }
        if (runtime.metrics().liveTasks() != 0) {
          throw new AssertionError("tasks are left");
        }
      }
    }
    System.out.println(failed + " wakes ran out of stack, nothing was lost");
    System.exit(failed > 0 ? 0 : 2);
  }

  private static int dive(AsyncRuntime runtime, boolean onWorker) throws Exception {
    List<Waker> wakers = new ArrayList<>();
    List<Shows> tasks = new ArrayList<>();
    List<JoinHandle<Integer>> handles = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      tasks.add(new Shows(wakers));
      handles.add(runtime.spawn(tasks.getLast()));
    }
    while (shown(wakers) < TASKS) {
      runtime.blockOn(runtime.spawn(Futures.yields(10)));
    }
    Dive dive = new Dive(wakers);
    if (onWorker) {
      runtime.blockOn(
          runtime.spawn(cx -> {
            dive.down();
            return Poll.ready();
          }));
    } else {
      Thread outside = new Thread(null, dive::down, "outside", 1 << 18);
      outside.start();
      outside.join();
    }
    tasks.forEach(task -> task.mayEnd = true);
    wakers.forEach(Waker::wake);
    try {
      runtime.blockOn(Pollen.timeout(Duration.ofSeconds(10), Futures.all(handles)));
    } catch (TimeoutException e) {
      System.out.println("stuck: " + dive.stuck(handles));
      Runtime.getRuntime().halt(1); // a lost task would hold up close
    }
    return dive.failed;
  }

  private static int shown(List<Waker> wakers) {
    synchronized (wakers) {
      return wakers.size();
    }
  }

  /// With each of the compilers: where an error may come between two steps depends on who runs
  /// them.
  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4"})
  void aWakeThatRunsOutOfStackLosesNoTaskAndNoWorker(String mode) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                mode,
                "-cp",
                classPath,
                DeepWakeTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
