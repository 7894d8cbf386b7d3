package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.net.World.Running;
import io.pollen.runtime.Sleepers;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.TimerWheel;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A worker that computes for seconds holds up neither connections nor the timers of 10,000 tasks:
/// its sibling looks after the sockets of its driver, too, through `tryPoll`, and after its wheel.
class BusyWorkerIT extends SocketTest {
  private static final long COMPUTATION_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long BOUND_MICROS = 20_000;
  private static final int ROUNDS = 300;

  /// Far more than a loaded machine takes; what is stranded waits for the end of the computation.
  /// The tight bound is StrandedTest's.
  private static final long STRANDED_MILLIS = 2_000;

  /// The JVM opens a descriptor of its own when it closes its first plain socket.
  @BeforeAll
  static void closeAPlainSocket() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Client.connect(listener).close();
    }
  }

  /// A plain thread's echo runs beside: what it loses to a busy machine is nobody's fault here.
  @ParameterizedTest
  @EnumSource(names = {"MULTI_THREAD_EPOLL", "MULTI_THREAD_NIO"})
  void connectionsOfABusyWorkerAndOfItsSiblingGoOn(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          Computation first = Computation.start(world);
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0));
              ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
              Client ofBusy = Client.connect(world, listener);
              Client control = Client.connect(plain)) {
            // It is bound to the only worker that is free: make that one the busy one.
            assertThat(ofBusy.roundTrip()).isPositive();
            Sleepers sleepers = Sleepers.start(world.runtime());
            Computation second = Computation.start(world);
            while (second.timers == first.timers) { // taken by who stands in for the first one
              second.end();
              second = Computation.start(world);
            }
            assertThat(second.driver.registered()).as("sockets of the busy worker").isPositive();
            first.end();
            try (Client ofSibling = Client.connect(world, listener)) {
              assertThat(ofSibling.roundTrip()).isPositive();
              CompletableFuture<long[]> busy = ofBusy.measure();
              CompletableFuture<Long> lateness = measure(sleepers, world);
              List<Long> sibling = new ArrayList<>();
              List<Long> bare = new ArrayList<>();
              while (!busy.isDone() || !lateness.isDone()) {
                sibling.add(ofSibling.roundTrip());
                bare.add(control.roundTrip());
              }
              assertThat(second.running.isDone()).as("the computation has ended early").isFalse();
              long busy99 = percentile99(busy.get());
              long sibling99 = percentile99(sibling);
              long lost = bare.stream().mapToLong(n -> n).max().orElseThrow();
              System.out.printf(
                  "%s, one of two workers busy for 5 s: p99 of an echo of the busy worker %d us, of"
                      + " its sibling %d us (of a plain thread %d us, at most %d us); p99 of 10,000"
                      + " tasks with timers of the busy worker %d ms late%n",
                  kind, busy99, sibling99, percentile99(bare), lost, lateness.get());
              assertThat(lateness.get()).as("p99 of tasks in ms").isLessThan(STRANDED_MILLIS);
              assertThat(busy99).as("p99 of the busy worker").isLessThan(BOUND_MICROS + lost);
              assertThat(sibling99).as("p99 of its sibling").isLessThan(BOUND_MICROS + lost);
            } finally {
              second.end();
            }
          } finally {
            first.end();
          }
        });
  }

  private static CompletableFuture<Long> measure(Sleepers sleepers, World world) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return sleepers.p99LateMillis(world.runtime());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static long percentile99(List<Long> micros) {
    return percentile99(micros.stream().mapToLong(n -> n).toArray());
  }

  private static long percentile99(long[] micros) {
    Arrays.sort(micros);
    return micros[micros.length * 99 / 100];
  }

  /// A poll that does not return until it is told, or for five seconds.
  private static final class Computation extends RawFuture<Void> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean told;
    private volatile Driver driver;
    private volatile TimerWheel timers; // its worker's
    private Running<Void> running;

    static Computation start(World world) throws InterruptedException {
      Computation computation = new Computation();
      computation.running = world.start(computation);
      assertThat(computation.begun.await(10, TimeUnit.SECONDS)).as("it has begun").isTrue();
      return computation;
    }

    @Override
    public Object pollRaw(Context cx) {
      driver = cx.find(Driver.class);
      timers = cx.find(TimerWheel.class);
      begun.countDown();
      long begin = System.nanoTime();
      while (!told && System.nanoTime() - begin < COMPUTATION_NANOS) {
        Thread.onSpinWait();
      }
      return null;
    }

    void end() throws Exception {
      told = true;
      running.settle();
    }
  }

  /// A plain client: the runtime under test has no part in it.
  private record Client(Socket socket, Runnable server) implements AutoCloseable {

    /// Of an echo task.
    static Client connect(World world, TcpListener listener) throws Exception {
      Running<TcpStream> accepted = world.start(listener.accept());
      Socket socket = connect(listener.localAddress().getPort());
      TcpStream stream = accepted.get();
      Running<Void> echo = world.start(Traffic.echo(stream));
      return new Client(socket, settle(echo));
    }

    private static Runnable settle(Running<Void> echo) {
      return () -> {
        try {
          echo.settle();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      };
    }

    /// Of a thread that blocks.
    static Client connect(ServerSocket listener) throws IOException {
      Socket socket = connect(listener.getLocalPort());
      Thread echo =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (Socket peer = listener.accept()) {
                  peer.setTcpNoDelay(true);
                  peer.getInputStream().transferTo(peer.getOutputStream());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      return new Client(
          socket,
          () -> {
            try {
              echo.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }

    private static Socket connect(int port) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      return socket;
    }

    /// Sends a byte and waits for it.
    ///
    /// @return how long it took, in microseconds
    long roundTrip() throws IOException {
      long begin = System.nanoTime();
      socket.getOutputStream().write(7);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
      return (System.nanoTime() - begin) / 1_000;
    }

    /// Many round trips, on a thread of their own.
    CompletableFuture<long[]> measure() {
      CompletableFuture<long[]> result = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              long[] micros = new long[ROUNDS];
              for (int i = 0; i < ROUNDS; i++) {
                micros[i] = roundTrip();
              }
              result.complete(micros);
            } catch (Throwable t) {
              result.completeExceptionally(t);
            }
          });
      return result;
    }

    @Override
    public void close() throws IOException {
      socket.close();
      server.run();
    }
  }
}
