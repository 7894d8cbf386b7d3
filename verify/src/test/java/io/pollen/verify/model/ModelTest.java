package io.pollen.verify.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All orders of the small cases in `io.pollen.runtime.scheduler.ModelCases`, up to a number of
/// preemptions; `-Dpollen.model.more=1` allows one more of them everywhere, and takes about a
/// hundred times as long. And mistakes that the cases are shown to catch.
class ModelTest {
  private static final String CASES = "io.pollen.runtime.scheduler.ModelCases$";
  private static final String THREADS = "io.pollen.runtime.scheduler.ModelCase";
  private static final int MORE = Integer.getInteger("pollen.model.more", 0);

  private static Explored explore(ModelLoader loader, String name, int preemptions)
      throws Exception {
    var scenario = (Scenario) loader.loadClass(CASES + name).getConstructor().newInstance();
    var threads =
        (ThreadFactory) loader.loadClass(THREADS).getDeclaredMethod("carriers").invoke(null);
    var search = new FutureTask<>(() -> Explorer.explore(scenario, preemptions, threads));
    threads.newThread(search).start();
    return search.get();
  }

  @ParameterizedTest
  @CsvSource({
    "FallingAsleep, 2",
    "Woken, 1",
    "Sharing, 1",
    "News, 1",
    "Aborted, 1",
    "Stranded, 1",
    "Closing, 1",
    "ClosingAlone, 2",
    "ClosingBusily, 1",
    "ClosingImpatiently, 0"
  })
  void noTaskIsForgottenAndEachEndsOnceInWhateverOrder(String name, int preemptions)
      throws Exception {
    Explored explored = explore(new ModelLoader(Defect.NONE), name, preemptions + MORE);
    assertThat(explored.violation()).isEmpty();
    assertThat(explored.runs()).as("orders").isGreaterThan(100);
  }

  @ParameterizedTest(name = "{0}: {2}.{3} without {4}.{5}")
  @CsvSource({
    // the last look after a worker has announced that it parks
    "FallingAsleep, 1, Worker, park, Inject, isQuiet, 1",
    // whoever comes from outside wakes somebody when nobody is awake
    "Woken, 0, MultiThread, submitRemote, MultiThread, wakeSearcher, 0",
    "Woken, 0, MultiThread, wake, Idler, unpark, 0",
    // the last searcher says that it has found something
    "Woken, 1, Worker, leaveSearch, Idle, endSearch, 0",
    // who is woken leaves the list of those who sleep
    "Woken, 1, Idle, takeSearcher, Idle, remove, 0",
    // a wake during the poll is a poll more
    "News, 1, Worker, keep, Task, suspend, 0",
    // somebody keeps watch over long polls, and takes over what is behind them
    "Stranded, 1, Worker, keepWatch, MultiThread, wakeSentry, 0",
    "Stranded, 1, Worker, resume, Rescue, now, 0",
    // everybody hears of the end, and passes it on to what is suspended
    "Closing, 1, MultiThread, cancelAll, MultiThread, nudge, 0",
    "Closing, 1, Worker, enter, Registry, forEach, 0",
    // nobody ends before all has ended
    "ClosingImpatiently, 0, Worker, withoutTask, MultiThread, isEmpty, 1",
    // what comes just before the door is closed is dropped
    "ClosingAlone, 2, MultiThread, leave, MultiThread, reject, 0"
  })
  void aMistakeIsFound(
      String name,
      int preemptions,
      String owner,
      String method,
      String callOwner,
      String call,
      int answer)
      throws Exception {
    ModelLoader loader = new ModelLoader(new Defect(owner, method, callOwner, call, answer));
    Explored explored = explore(loader, name, preemptions);
    assertThat(loader.hasDefect()).as("the call is there").isTrue();
    assertThat(explored.violation()).as("the violation").contains("thread");
  }
}
