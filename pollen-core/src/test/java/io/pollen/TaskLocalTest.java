package io.pollen;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static io.pollen.Async.lazy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.combine.Tuple2;
import io.pollen.conformance.PollHarness;
import io.pollen.conformance.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class TaskLocalTest {
  private static final TaskLocal<String> USER = TaskLocal.named("user");

  private final List<String> log = new ArrayList<>();

  private void note() {
    log.add(USER.orElse("nobody"));
  }

  @Test
  void isInstalledAroundEachPollAndTheDrop() throws Exception {
    Probe<Object> probe = new Probe<>("probe").onPoll(this::note).onDrop(this::note);
    var harness = PollHarness.of(TaskLocal.where(USER, "ada", probe)).assertPending();
    assertThat(USER.isBound()).isFalse();
    harness.assertPending();
    harness.future().drop();
    assertThat(USER.isBound()).isFalse();
    assertThat(log).containsExactly("ada", "ada", "ada");
  }

  @Test
  void bindingsNestAndAreRestored() throws Exception {
    Future<String> block =
        async(() -> {
          String before = USER.get();
          String inside = await(TaskLocal.where(USER, "inner", lazy(USER::get)));
          return before + " " + inside + " " + USER.get();
        });
    assertThat(Drive.drive(TaskLocal.where(USER, "outer", block))).isEqualTo("outer inner outer");
    assertThat(USER.isBound()).isFalse();
  }

  @Test
  void branchesOfOneJoinHaveTheirOwn() throws Exception {
    assertThat(
            Drive.drive(
                join(
                    TaskLocal.where(USER, "a", lazy(USER::get)),
                    TaskLocal.where(USER, "b", lazy(USER::get)))))
        .isEqualTo(new Tuple2<>("a", "b"));
  }

  @Test
  void isRestoredAfterAFailure() {
    Future<Object> failing = TaskLocal.where(USER, "ada", Async.failed(new Exception("no")));
    assertThatThrownBy(() -> Drive.drive(failing)).hasMessage("no");
    assertThat(USER.isBound()).isFalse();
  }

  @Test
  void withoutABindingGetSaysWhatToDo() {
    assertThatThrownBy(USER::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("TaskLocal.where");
  }

  @Test
  void aNullValueIsABinding() throws Exception {
    assertThat(Drive.drive(TaskLocal.where(USER, null, lazy(USER::isBound)))).isTrue();
  }
}
