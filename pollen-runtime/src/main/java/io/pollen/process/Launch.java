package io.pollen.process;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.runtime.blocking.PoolFuture;
import io.pollen.runtime.driver.Driver;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts processes, on a thread of the pool: a start takes some milliseconds, and PATH or a file
/// may be on a slow disk. In which of the two ways, the driver of the worker decides.
final class Launch extends RawFuture<List<Child>> {
  private final List<Plan> plans;
  private @Nullable Future<List<Child>> start;
  private boolean finished;

  private Launch(List<Plan> plans) {
    this.plans = plans;
  }

  /// The processes that run, once they do.
  ///
  /// @param plans one, or several whose outputs are the next one's inputs
  static Future<List<Child>> of(List<Plan> plans) {
    return new Launch(plans);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("polled after it had completed or was dropped: " + this);
    }
    boolean over = true;
    try {
      Driver driver = cx.find(Driver.class);
      Future<List<Child>> current = start;
      if (current == null) {
        current = begin(driver);
        start = current;
      }
      Object answer = RawFuture.poll(current, cx);
      over = answer != PENDING;
      if (over && answer instanceof List<?> children) {
        for (Object child : children) {
          ((Child) child).watch(cx, driver);
        }
      }
      return answer;
    } finally {
      finished = over;
    }
  }

  private Future<List<Child>> begin(@Nullable Driver driver) {
    return PoolFuture.acquiring(
        "the start", programs(), () -> start(driver), children -> children.forEach(Child::close));
  }

  /// On a thread of the pool: also the first question whether the system lets us takes its time.
  private List<Child> start(@Nullable Driver driver) throws IOException {
    return driver != null && driver.hasDescriptors() && NativeSupport.whyNot() == null
        ? NativeLaunch.start(plans, driver)
        : JdkLaunch.start(plans);
  }

  @Override
  public void drop() {
    if (!finished) {
      finished = true;
      if (start != null) {
        FailureHook.drop(start);
      }
    }
  }

  private String programs() {
    return String.join(" | ", plans.stream().map(Plan::program).toList());
  }

  @Override
  public String toString() {
    return "the start of " + programs();
  }
}
