package io.pollen.runtime;

import io.pollen.group.TaskTracker;
import io.pollen.sync.CancellationToken;
import io.pollen.time.Time;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// The first half of a runtime's graceful end: its tasks are asked, and those that are tracked are
/// waited for.
final class GracefulEnd {
  final CancellationToken asked = new CancellationToken();
  final TaskTracker tracked = new TaskTracker();

  /// @return whether every tracked task has ended within `grace`
  boolean await(AsyncRuntime runtime, Duration grace) {
    asked.cancel();
    tracked.close();
    try {
      runtime.blockOn(Time.timeout(grace, tracked.awaitAll()));
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception closed) {
      return tracked.isEmpty(); // the runtime has ended before, or by the failure of a task
    }
  }
}
