package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.time.Time;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Signals that interrupt system calls (EINTR) on the threads that wait for sockets.
class SignalStormIT extends SocketTest {
  private static final int SIGNALS = 150;
  private static final int ROUNDS = 40;
  private static final Duration NAP = Duration.ofMillis(2);

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void nothingFailsWhileSignalsInterruptEveryCall(World.Kind kind) throws Exception {
    AtomicInteger heard = new AtomicInteger();
    Signal signal = new Signal("URG");
    SignalHandler before = Signal.handle(signal, s -> heard.incrementAndGet());
    try {
      in(
          kind,
          world -> {
            try (EchoServer server = EchoServer.open(world)) {
              Set<String> threads = ConcurrentHashMap.newKeySet();
              for (int i = 0; i < 50; i++) {
                world.get(round(world, server.port(), threads));
              }
              Process storm = storm(threads);
              try {
                long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                for (int i = 0; i < ROUNDS || heard.get() < SIGNALS; i++) {
                  assertThat(storm.isAlive()).isTrue();
                  assertThat(System.nanoTime()).as("%s signals came", heard).isLessThan(end);
                  world.get(round(world, server.port(), threads));
                }
              } finally {
                storm.destroyForcibly().waitFor();
              }
              server.assertAnswers();
            }
          });
    } finally {
      Signal.handle(signal, before);
    }
  }

  /// A child that sends the signal to each of `threads`, some hundred times a second.
  private static Process storm(Set<String> threads) {
    return Python.start(
        """
        import os, signal, sys, time
        while True:
          for thread in sys.argv[1:]:
            try:
              os.kill(int(thread), signal.SIGURG)
            except ProcessLookupError: pass  # a worker that was needed for a moment only
          time.sleep(0.002)
        """,
        threads.toArray(String[]::new));
  }

  /// A connection, an echo of some bytes and of many, and a sleep where there is a clock.
  private static Future<Void> round(World world, int port, Set<String> threads) {
    return async(() -> {
      threads.add(thread());
      try (TcpStream stream = await(TcpStream.connect(new InetSocketAddress("127.0.0.1", port)))) {
        for (int size : new int[] {1, 300_000}) {
          byte[] sent = new byte[size];
          sent[size - 1] = 42;
          ByteBuffer got = ByteBuffer.allocate(size);
          await(join(stream.writeAll(ByteBuffer.wrap(sent)), stream.readExactly(got)));
          if (got.get(size - 1) != 42) {
            throw new IllegalStateException("another byte came back");
          }
        }
      }
      if (world.runtime() != null) {
        long start = System.nanoTime();
        await(Time.sleep(NAP));
        if (System.nanoTime() - start < NAP.toNanos()) {
          throw new IllegalStateException("a sleep ended too early");
        }
      }
      threads.add(thread());
    });
  }

  /// The system's number of the current thread.
  private static String thread() throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
  }
}
