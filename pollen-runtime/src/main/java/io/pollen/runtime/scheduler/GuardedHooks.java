package io.pollen.runtime.scheduler;

import io.pollen.runtime.observe.TaskDump;
import io.pollen.runtime.task.Failures;
import io.pollen.runtime.task.TaskInfo;
import java.time.Duration;
import java.util.function.Consumer;

/// A program's hooks, which cannot hurt the thread that calls them: what they throw is reported.
public final class GuardedHooks implements RuntimeHooks {
  private final RuntimeHooks hooks;
  private final Failures failures;

  /// @param failures where what `hooks` throw is reported
  public GuardedHooks(RuntimeHooks hooks, Failures failures) {
    this.hooks = hooks;
    this.failures = failures;
  }

  private void call(Runnable hook) {
    try {
      hook.run();
    } catch (Throwable failure) {
      failures.report(TaskInfo.NONE, hooks, failure);
    }
  }

  private void call(Consumer<TaskInfo> hook, TaskInfo task) {
    try {
      hook.accept(task);
    } catch (Throwable failure) {
      failures.report(task, hooks, failure);
    }
  }

  @Override
  public void onThreadStart() {
    call(hooks::onThreadStart);
  }

  @Override
  public void onThreadStop() {
    call(hooks::onThreadStop);
  }

  @Override
  public void onThreadPark() {
    call(hooks::onThreadPark);
  }

  @Override
  public void onThreadUnpark() {
    call(hooks::onThreadUnpark);
  }

  @Override
  public void onTaskSpawn(TaskInfo task) {
    call(hooks::onTaskSpawn, task);
  }

  @Override
  public void onTaskEnd(TaskInfo task) {
    call(hooks::onTaskEnd, task);
  }

  @Override
  public void onLongPoll(TaskDump poll, Duration lasted) {
    call(() -> hooks.onLongPoll(poll, lasted));
  }

  @Override
  public void onBeforePoll(TaskInfo task) {
    call(hooks::onBeforePoll, task);
  }

  @Override
  public void onAfterPoll(TaskInfo task) {
    call(hooks::onAfterPoll, task);
  }
}
