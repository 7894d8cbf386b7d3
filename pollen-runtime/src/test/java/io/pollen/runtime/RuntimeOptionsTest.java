package io.pollen.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.ManualContext;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.ListenSocket;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Oneshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
}
