package io.pollen.bench.stuck;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.sleep;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A JVM in which one task blocks its worker, while 1,000 tasks sleep again and again and a client
/// talks to connections that were there before. Tells the 99th percentiles, in microseconds, of how
/// late the sleeps end and of how long the echoes take.
public final class StuckChild {
  private static final int SLEEPERS = 1_000;
  private static final int CONNECTIONS = 16;
  private static final int SHORTEST_SLEEP_MILLIS = 100;
  private static final int SLEEP_SPREAD_MILLIS = 900;
  private static final long BETWEEN_ECHOES_NANOS = 1_000_000;
  private static final int WARM_UP_MILLIS = 3_000;

  private final AsyncRuntime runtime;
  private final long[] late = new long[1 << 20];
  private final AtomicInteger ends = new AtomicInteger();
  private volatile boolean measuring;

  private StuckChild(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  /// Arguments: workers; the watchdog's threshold in ms, 0 for none; for how long the poll blocks
  /// in ms, 0 for not at all; for how long to measure in ms.
  public static void main(String[] args) throws Exception {
    AsyncRuntime runtime =
        AsyncRuntime.builder()
            .workerThreads(Integer.parseInt(args[0]))
            .watchdog(Duration.ofMillis(Integer.parseInt(args[1])))
            .build();
    new StuckChild(runtime).run(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    Runtime.getRuntime().halt(0); // without waiting for the poll that is stuck
  }

  private void run(int blockMillis, int measureMillis) throws Exception {
    for (int i = 0; i < SLEEPERS; i++) {
      runtime.spawn(sleeper(SHORTEST_SLEEP_MILLIS + i * SLEEP_SPREAD_MILLIS / SLEEPERS)).drop();
    }
    try (TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0))) {
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(connect(listener));
      }
      echoes(clients, WARM_UP_MILLIS);
      if (blockMillis > 0) {
        runtime
            .spawn(cx -> {
              Thread.sleep(blockMillis);
              return Poll.ready();
            })
            .drop();
      }
      measuring = true;
      long[] echoes = echoes(clients, measureMillis);
      measuring = false;
      System.out.println(
          "timer_p99 " + p99(Arrays.copyOf(late, Math.min(ends.get(), late.length))));
      System.out.println("echo_p99 " + p99(echoes));
      System.out.flush();
    }
  }

  private Future<Void> sleeper(int millis) {
    return async(() -> {
      while (true) {
        long due = System.nanoTime() + millis * 1_000_000L;
        await(sleep(Duration.ofMillis(millis)));
        if (measuring) {
          int index = ends.getAndIncrement();
          if (index < late.length) {
            late[index] = System.nanoTime() - due;
          }
        }
      }
    });
  }

  private Socket connect(TcpListener listener) throws Exception {
    JoinHandle<TcpStream> accepted = runtime.spawn(listener.accept());
    Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.localAddress().getPort());
    client.setTcpNoDelay(true);
    runtime.spawn(echo(runtime.blockOn(accepted))).drop();
    return client;
  }

  private static Future<Void> echo(TcpStream stream) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(16);
      while (await(stream.read(buffer)) >= 0) {
        buffer.flip();
        await(stream.writeAll(buffer));
        buffer.clear();
      }
    });
  }

  /// One message after the other, to one connection after the other.
  private static long[] echoes(List<Socket> clients, int millis) throws IOException {
    List<Long> took = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; System.nanoTime() - begin < millis * 1_000_000L; i++) {
      Socket client = clients.get(i % clients.size());
      long sent = System.nanoTime();
      client.getOutputStream().write(7);
      if (client.getInputStream().read() < 0) {
        throw new IOException("the echo has ended");
      }
      took.add(System.nanoTime() - sent);
      LockSupport.parkNanos(BETWEEN_ECHOES_NANOS);
    }
    return took.stream().mapToLong(nanos -> nanos).toArray();
  }

  /// In microseconds, at least 1.
  private static long p99(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    Arrays.sort(nanos);
    return Math.max(1, nanos[nanos.length * 99 / 100] / 1_000);
  }
}
