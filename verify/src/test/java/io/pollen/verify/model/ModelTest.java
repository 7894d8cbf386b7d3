package io.pollen.verify.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All orders of small cases, up to a number of preemptions, and mistakes that the cases are shown
/// to catch. `-Dpollen.model.more=1` allows one preemption more everywhere, and takes about a
/// hundred times as long.
class ModelTest {
  private static final String SCHEDULER = "runtime.scheduler.ModelCases$";
  private static final int MORE = Integer.getInteger("pollen.model.more", 0);

  private static List<String> partsOf(String name) {
    return name.startsWith(SCHEDULER) ? ModelLoader.SCHEDULER : ModelLoader.LEAVES;
  }

  private static Explored explore(ModelLoader loader, String name, int preemptions)
      throws Exception {
    var scenario = (Scenario) loader.loadClass("io.pollen." + name).getConstructor().newInstance();
    var threads =
        (ThreadFactory)
            loader
                .loadClass("io.pollen.runtime.scheduler.ModelCase")
                .getDeclaredMethod("carriers")
                .invoke(null);
    var search = new FutureTask<>(() -> Explorer.explore(scenario, preemptions, threads));
    threads.newThread(search).start();
    return search.get();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "runtime.scheduler.ModelCases$FallingAsleep, 2",
    "runtime.scheduler.ModelCases$Woken, 1",
    "runtime.scheduler.ModelCases$Sharing, 1",
    "runtime.scheduler.ModelCases$News, 1",
    "runtime.scheduler.ModelCases$Aborted, 1",
    "runtime.scheduler.ModelCases$Stranded, 1",
    "runtime.scheduler.ModelCases$Closing, 1",
    "runtime.scheduler.ModelCases$ClosingAlone, 2",
    "runtime.scheduler.ModelCases$ClosingBusily, 1",
    "runtime.scheduler.ModelCases$ClosingImpatiently, 0",
    "runtime.scheduler.ModelQueues$InjectClosed, 3",
    "runtime.scheduler.ModelQueues$RingRobbed, 3",
    "runtime.scheduler.ModelQueues$SlotTaken, 3",
    "runtime.scheduler.ModelQueues$HelmWanted, 3",
    "runtime.scheduler.ModelQueues$DeferredWoken, 3",
    "runtime.task.ModelTasks$WokenAbortedJoined, 1",
    "runtime.task.ModelTasks$AbortedAtFirst, 3",
    "runtime.task.ModelTasks$WokenAtFirst, 3",
    "runtime.task.ModelTasks$FailedDetached, 3",
    "runtime.task.ModelTasks$JoinedDetached, 3",
    "runtime.driver.ModelSockets$Closed, 3",
    "runtime.driver.ModelSockets$Awaited, 3",
    "verify.time.ModelTimers$Dropped, 2",
    "verify.time.ModelTimers$Reset, 2",
    "verify.time.ModelTimers$ResetDropped, 2",
    "verify.time.ModelTimers$Repolled, 2",
    "verify.time.ModelTimers$WheelClosed, 3",
    "verify.cases.ModelLeaves$Completed, 3",
    "verify.cases.ModelLeaves$SharedLeft, 3",
    "verify.cases.ModelLeaves$SharedPolled, 3",
    "verify.cases.ModelLeaves$Sent, 3",
    "verify.cases.ModelLeaves$Ended, 3",
    "verify.cases.ModelLeaves$Refused, 3",
    "verify.cases.ModelLeaves$RoomMade, 3",
    "runtime.scheduler.ModelCases$Retiring, 1",
    "runtime.scheduler.ModelCases$RetiringAndClosing, 1"
  })
  void nothingIsForgottenAndNothingHappensTwiceInWhateverOrder(String name, int preemptions)
      throws Exception {
    ModelLoader loader = new ModelLoader(partsOf(name), Defect.NONE);
    Explored explored = explore(loader, name, preemptions + MORE);
    assertThat(explored.violation()).isEmpty();
    assertThat(explored.runs()).as("orders").isGreaterThan(10);
  }

  @ParameterizedTest(name = "{0}: {2}.{3} without {4}.{5}")
  @CsvSource({
    // the last look after a worker has announced that it parks
    "runtime.scheduler.ModelCases$FallingAsleep, 1, Worker, park, Inject, isQuiet, 1",
    // whoever comes from outside wakes somebody when nobody is awake
    "runtime.scheduler.ModelCases$Woken, 0, MultiThread, submitRemote, MultiThread, wakeSearcher, 0",
    "runtime.scheduler.ModelCases$Woken, 0, MultiThread, wake, Idler, unpark, 0",
    // the last searcher says that it has found something
    "runtime.scheduler.ModelCases$Woken, 1, Worker, leaveSearch, Idle, endSearch, 0",
    // who is woken leaves the list of those who sleep
    "runtime.scheduler.ModelCases$Woken, 1, Idle, takeSearcher, Idle, remove, 0",
    // a wake during the poll is a poll more
    "runtime.scheduler.ModelCases$News, 1, Worker, keep, Task, suspend, 0",
    // somebody keeps watch over long polls, and takes over what is behind them
    "runtime.scheduler.ModelCases$Stranded, 1, Worker, keepWatch, MultiThread, wakeSentry, 0",
    "runtime.scheduler.ModelCases$Stranded, 1, Worker, resume, Rescue, now, 0",
    // everybody hears of the end, and passes it on to what is suspended
    "runtime.scheduler.ModelCases$Closing, 1, MultiThread, endWith, MultiThread, nudge, 0",
    "runtime.scheduler.ModelCases$Closing, 1, Worker, enter, Registry, forEach, 0",
    // nobody ends before all has ended
    "runtime.scheduler.ModelCases$ClosingImpatiently, 0, Worker, withoutTask, MultiThread, isEmpty, 1",
    // what comes just before the door is closed is dropped
    "runtime.scheduler.ModelCases$ClosingAlone, 2, MultiThread, leave, MultiThread, reject, 0",
    // what a surplus worker has when it retires goes to the others
    "runtime.scheduler.ModelCases$Retiring, 1, Worker, retire, Worker, giveTasksAway, 0",
    // one thread at a time takes from the injection queue, or closes it
    "runtime.scheduler.ModelQueues$InjectClosed, 1, Inject, close, VarHandle, compareAndSet, 1",
    "runtime.scheduler.ModelQueues$InjectClosed, 1, Inject, takeOne, VarHandle, compareAndSet, 1",
    // a position of the ring, and the LIFO slot, belong to who has claimed them
    "runtime.scheduler.ModelQueues$RingRobbed, 1, RunQueue, stealInto, VarHandle, compareAndSet, 1",
    "runtime.scheduler.ModelQueues$SlotTaken, 1, HotSlot, take, VarHandle, compareAndSet, 1",
    // who wants the helm says so, and wakes the one who has it
    "runtime.scheduler.ModelQueues$HelmWanted, 1, Helm, take, AtomicInteger, incrementAndGet, 0",
    "runtime.scheduler.ModelQueues$HelmWanted, 1, Helm, take, Runnable, run, 0",
    "runtime.scheduler.ModelQueues$DeferredWoken, 1, Deferred, wakeAll, List, forEach, 0",
    // the end of a task is told, and its future is gone
    "runtime.task.ModelTasks$WokenAbortedJoined, 1, Task, complete, Task, wakeAwaiter, 0",
    "runtime.task.ModelTasks$AbortedAtFirst, 1, Task, cancelOnce, Future, pollCancel, 0",
    "runtime.task.ModelTasks$WokenAtFirst, 1, TaskState, suspendState, VarHandle, getAndAdd, 2",
    "runtime.task.ModelTasks$FailedDetached, 1, Task, fail, Failure, report, 0",
    "runtime.task.ModelTasks$JoinedDetached, 1, Task, drop, Failure, report, 0",
    // an edge that came meanwhile is not cleared; the last one out closes the descriptor, once
    "runtime.driver.ModelSockets$Awaited, 1, Readiness, leaveClearing, Readiness, isOlder, 0",
    "runtime.driver.ModelSockets$Closed, 2, Readiness, claimRelease, VarHandle, getAndBitwiseOr, 0",
    // the owner of a timer and those who fire it, one at a time
    "verify.time.ModelTimers$Dropped, 2, TimerWheel, place, TimerWheel, acquire, 0",
    "verify.time.ModelTimers$Reset, 2, TimerWheel, place, TimerWheel, acquire, 0",
    "verify.time.ModelTimers$ResetDropped, 2, TimerWheel, collect, TimerWheel, acquire, 0",
    "verify.time.ModelTimers$Repolled, 2, TimerWheel, rewake, TimerWheel, acquire, 0",
    "verify.time.ModelTimers$WheelClosed, 1, TimerWheel, close, TimerWheel, fireUpTo, 0",
    // whoever changes what another one waits for wakes that one
    "verify.cases.ModelLeaves$Completed, 1, Completer, take, AtomicWaker, register, 0",
    "verify.cases.ModelLeaves$SharedLeft, 1, SharedCell, leave, List, forEach, 0",
    "verify.cases.ModelLeaves$SharedPolled, 1, SharedCell, wake, List, forEach, 0",
    "verify.cases.ModelLeaves$Sent, 1, UnboundedChannel, send, ReceiverWaker, wake, 0",
    "verify.cases.ModelLeaves$Ended, 1, Channel, stop, ReceiverWaker, wake, 0",
    "verify.cases.ModelLeaves$Refused, 1, Channel, stop, Notify, notifyWaiters, 0",
    "verify.cases.ModelLeaves$RoomMade, 1, BoundedChannel, taken, Permits, release, 0"
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
    Defect defect = new Defect(owner, method, callOwner, call, answer);
    ModelLoader loader = new ModelLoader(partsOf(name), defect);
    Explored explored = explore(loader, name, preemptions);
    assertThat(loader.hasDefect()).as("the call is there").isTrue();
    assertThat(explored.violation()).as("the violation").contains("thread");
  }
}
