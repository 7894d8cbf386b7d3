package io.pollen.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.AwaitTree;
import io.pollen.runtime.observe.TaskDump;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongPollsTest {
  private static final StackTraceElement USER = frame("com.acme.Report", "render");
  private static final StackTraceElement POLL = frame("io.pollen.woven.RawFuture", "poll");

  private static StackTraceElement frame(String owner, String method) {
    return new StackTraceElement(owner, method, owner + ".java", 41);
  }

  /// Running on a thread whose innermost frames are `stack`.
  private static TaskDump running(StackTraceElement... stack) {
    AwaitTree nothing = new AwaitTree("", null, List.of(), List.of());
    return new TaskDump(
            7,
            "report",
            TaskDump.Origin.UNKNOWN,
            TaskDump.State.RUNNING,
            true,
            nothing,
            null,
            List.of())
        .on("worker", stack);
  }

  @Test
  void makingBlocksReadyAtTheirFirstUseIsNotTheTasksDoing() {
    StackTraceElement jdk = frame("jdk.internal.classfile.impl.DirectCodeBuilder", "aload");
    StackTraceElement transformer = frame("io.pollen.transform.Blocks", "start");
    assertThat(LongPolls.isOwnDoing(running(jdk, transformer, USER, POLL))).isTrue();
    assertThat(LongPolls.isOwnDoing(running(jdk, USER, POLL))).isFalse();
    StackTraceElement calls = frame("io.pollen.runtime.sys.EpollCalls", "<clinit>");
    assertThat(LongPolls.isOwnDoing(running(jdk, calls, POLL))).isTrue();
    StackTraceElement own = frame("com.acme.Report", "<clinit>");
    assertThat(LongPolls.isOwnDoing(running(jdk, own, POLL))).isFalse();
  }

  @Test
  void theLineIsTheInnermostOfTheProgramsOwn() {
    StackTraceElement sleep = frame("java.lang.Thread", "sleep");
    StackTraceElement lock = frame("io.pollen.sync.Mutex", "lockBlocking");
    assertThat(running(sleep, USER, POLL).line()).contains(USER);
    assertThat(running(sleep, lock, USER, POLL).line()).contains(USER);
    assertThat(running(sleep, POLL).line()).as("nothing of its own").contains(POLL);
    assertThat(running(sleep).line()).isEmpty();
  }

  @Test
  void theStackEndsAtThePollOfTheTask() {
    StackTraceElement task = frame("io.pollen.runtime.task.Task", "run");
    StackTraceElement worker = frame("io.pollen.runtime.scheduler.Worker", "poll");
    assertThat(running(USER, POLL, task, worker).stack()).containsExactly(USER, POLL);
  }

  @Test
  void aDeepStackIsCutInTheLog() {
    String text = LongPolls.text(Collections.nCopies(100, USER));
    assertThat(text.lines().filter(line -> line.contains("at com.acme.Report"))).hasSize(60);
    assertThat(text).endsWith("\n    ... 40 more");
    assertThat(LongPolls.text(List.of(USER))).isEqualTo("\n    at " + USER);
  }
}
