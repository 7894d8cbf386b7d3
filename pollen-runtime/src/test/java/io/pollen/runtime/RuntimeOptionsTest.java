package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.ManualContext;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.driver.ListenSocket;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Oneshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What the builder's options for the order of tasks change.
@Timeout(30)
class RuntimeOptionsTest {

  @Test
  void withoutTheLifoSlotAWokenTaskWaitsForThoseBeforeIt() throws Exception {
    assertThat(orderWithLifoSlot(true)).containsExactly("woken", "queued");
    assertThat(orderWithLifoSlot(false)).containsExactly("queued", "woken");
  }

  private static List<String> orderWithLifoSlot(boolean lifo) throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Oneshot.Channel<String> channel = Oneshot.channel();
    try (var runtime = AsyncRuntime.builder().workerThreads(1).lifoSlot(lifo).build()) {
      JoinHandle<Boolean> woken = runtime.spawn(channel.receiver().map(order::add));
      runtime.blockOn(runtime.spawn(Futures.yields(2))); // now it waits
      Future<JoinHandle<Boolean>> waker =
          cx -> {
            JoinHandle<Boolean> queued = Pollen.spawn(context -> Poll.ready(order.add("queued")));
            channel.sender().send("woken");
            return Poll.ready(queued);
          };
      runtime.blockOn(runtime.blockOn(runtime.spawn(waker)));
      runtime.blockOn(woken);
    }
    return order;
  }

  @Test
  void theIntervalOfTheGlobalQueueBoundsTheWaitOfATaskFromOutside() throws Exception {
    assertThat(pollsBeforeATaskFromOutside(3)).isLessThanOrEqualTo(3);
    assertThat(pollsBeforeATaskFromOutside(100)).isBetween(50, 100);
  }

  /// Of a task that yields all the time, so that there is always one in the worker's own queue.
  private static int pollsBeforeATaskFromOutside(int interval) throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    int[] polls = {0};
    try (var runtime =
        AsyncRuntime.builder().currentThread().globalQueueInterval(interval).build()) {
      runtime.blockOn(cx -> {
        if (polls[0] == 0) {
          Thread outside =
              Thread.ofPlatform()
                  .start(() ->
                      runtime
                          .spawn(context -> {
                            ran.set(true);
                            return Poll.ready(null);
                          })
                          .drop());
          outside.join();
        }
        if (ran.get()) {
          return Poll.ready();
        }
        polls[0]++;
        cx.defer();
        return Poll.pending();
      });
    }
    return polls[0];
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void oneLookFetchesSoManyEventsAndTheNextOneTheRest() throws Exception {
    RuntimeBuilder builder = AsyncRuntime.builder().driver(DriverKind.EPOLL).maxIoEventsPerTick(2);
    List<AutoCloseable> open = new ArrayList<>();
    try (Driver driver = builder.driverFactory().open()) {
      Context cx = ManualContext.of(Waker.noop()).service(Driver.class, driver);
      for (int i = 0; i < 3; i++) {
        ListenSocket listener = driver.openListener(StandardProtocolFamily.INET);
        open.add(listener::close);
        listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        assertThat(listener.pollAccept(cx)).isNull(); // from here on the driver watches it
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      assertThat(driver.poll(0)).isEqualTo(2);
      assertThat(driver.poll(0)).isEqualTo(1);
    } finally {
      for (AutoCloseable one : open) {
        one.close();
      }
    }
  }

  @Test
  void soManyWorkersShareADriver() throws Exception {
    assertThat(driversOfFiveWorkers(1)).isEqualTo(5);
    assertThat(driversOfFiveWorkers(2)).isEqualTo(3);
    assertThat(driversOfFiveWorkers(8)).isEqualTo(1);
  }

  private static int driversOfFiveWorkers(int share) throws Exception {
    CyclicBarrier all = new CyclicBarrier(5);
    AtomicInteger opened = new AtomicInteger();
    try (var runtime =
        AsyncRuntime.builder()
            .workerThreads(5)
            .watchdog(Duration.ZERO)
            .drivers(() -> {
              opened.incrementAndGet();
              return Drivers.open(DriverKind.NIO);
            })
            .workersPerDriver(share)
            .build()) {
      List<JoinHandle<Driver>> tasks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        tasks.add(
            runtime.spawn(cx -> {
              all.await(); // so each is on a worker of its own
              return Poll.ready(cx.find(Driver.class));
            }));
      }
      Set<Driver> found = new HashSet<>();
      for (JoinHandle<Driver> task : tasks) {
        found.add(runtime.blockOn(task));
      }
      assertThat(opened).hasValue(found.size());
      return found.size();
    }
  }

  @Test
  void aPropertyThatNamesNoDriverFailsTheBuild() {
    String before = System.getProperty("pollen.driver", "");
    System.setProperty("pollen.driver", "kqueue");
    try {
      assertThatThrownBy(() -> AsyncRuntime.builder().build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kqueue")
          .hasMessageContaining("epoll");
    } finally {
      System.setProperty("pollen.driver", before);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void onlyEpollIsSharedByItself() {
    assertThat(AsyncRuntime.builder().driver(DriverKind.EPOLL).workersPerDriver()).isEqualTo(8);
    assertThat(AsyncRuntime.builder().driver(DriverKind.NIO).workersPerDriver()).isOne();
    assertThat(AsyncRuntime.builder().driver(DriverKind.URING).workersPerDriver()).isOne();
    assertThat(
            AsyncRuntime.builder().driver(DriverKind.URING).workersPerDriver(4).workersPerDriver())
        .as("a ring belongs to its worker")
        .isOne();
  }
}
