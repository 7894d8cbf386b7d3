package io.pollen.woven;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Words for polls that break the laws. Only here, off every fast path, is it found out which
/// thread was polling: by its stack.
final class Misuse {
  private Misuse() {}

  static IllegalStateException of(StateMachine<?> machine, int state) {
    StackTraceElement where = machine.info().position(0);
    if (state == StateMachine.DONE) {
      return new IllegalStateException(
          "async block "
              + where
              + " polled after it has completed, failed or was dropped: await it once, or start it"
              + " anew, or use shared() for several awaiters");
    }
    if (state > StateMachine.START) {
      return new IllegalStateException(
          "async block " + where + " polled after pollCancel: go on with pollCancel, or drop it");
    }
    String me = Thread.currentThread().getName();
    if (polls(machine, Thread.currentThread().getStackTrace()) > 1) {
      return new IllegalStateException(
          "async block " + where + " polled from inside its own poll, on thread '" + me + "'");
    }
    List<String> others = new ArrayList<>();
    Thread.getAllStackTraces()
        .forEach((thread, stack) -> {
          if (thread != Thread.currentThread() && polls(machine, stack) > 0) {
            others.add("'" + thread.getName() + "'");
          }
        });
    return new IllegalStateException(
        "async block "
            + where
            + " polled on thread '"
            + me
            + "' while it is being polled on "
            + (others.isEmpty() ? "another thread" : "thread " + String.join(", ", others))
            + ": a future has one owner at a time");
  }

  private static long polls(StateMachine<?> machine, StackTraceElement[] stack) {
    String name = machine.getClass().getName();
    return Arrays.stream(stack)
        .filter(f -> f.getMethodName().equals("pollRaw") && f.getClassName().equals(name))
        .count();
  }
}
