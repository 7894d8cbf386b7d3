package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A load that one thread can carry wakes one thread: what workers share a driver for.
class OneWakeIT {
  private static final int MESSAGES = 3_000;
  private static final long PACE_NANOS = 200_000;

  @Test
  @Timeout(60)
  @EnabledOnOs(OS.LINUX)
  void aMessageAtATimeWakesOneOfFourWorkers() throws Exception {
    try (AsyncRuntime runtime =
        AsyncRuntime.builder().workerThreads(4).driver(DriverKind.EPOLL).build()) {
      try (TcpListener listener = runtime.blockOn(runtime.spawn(TcpListener.bind("127.0.0.1", 0)));
          Socket client =
              new Socket(InetAddress.getLoopbackAddress(), listener.localAddress().getPort())) {
        client.setTcpNoDelay(true);
        runtime.spawn(Traffic.echo(runtime.blockOn(runtime.spawn(listener.accept()))));
        roundTrips(client, MESSAGES); // compiled by then
        long before = runtime.metrics().parks();
        roundTrips(client, MESSAGES);
        double parks = (double) (runtime.metrics().parks() - before) / MESSAGES;
        // One of the worker that serves it; a tenth for the sentry that looks every 5 ms.
        assertThat(parks).as("sleeps for each message").isLessThan(1.6);
      }
    }
  }

  private static void roundTrips(Socket client, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      client.getOutputStream().write(7);
      assertThat(client.getInputStream().read()).isEqualTo(7);
      LockSupport.parkNanos(PACE_NANOS);
    }
  }
}
