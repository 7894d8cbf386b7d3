package io.pollen.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;

/// This process sends itself signals.
@Timeout(30)
class SignalsTest {
  private static void raise(String name) {
    Signal.raise(new Signal(name));
  }

  /// Whoever starts a JVM may have it ignore signals, as nohup does; it never hears of them then.
  private static boolean isIgnored(String name) throws IOException {
    int bit = new Signal(name).getNumber() - 1;
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> bit & 1) != 0);
  }

  private static boolean isReady(Future<?> future) throws Exception {
    return future.poll(Context.of(Waker.noop())).isReady();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "USR2", "WINCH", "TERM", "INT", "sighup", "SIGCONT"})
  void aSignalIsHeard(String name) throws Exception {
    String bare = name.toUpperCase(Locale.ROOT).replace("SIG", "");
    assumeThat(isIgnored(bare)).as("ignored by whoever started this JVM").isFalse();
    try (SignalListener listener = Signals.on(name)) {
      raise(bare);
      Drive.drive(listener.next());
      assertThat(isReady(listener.next())).isFalse();
    }
  }

  @Test
  void everyListenerHearsAndSignalsThatNobodyHasSeenAreOne() throws Exception {
    try (SignalListener first = Signals.on("WINCH");
        SignalListener second = Signals.on("WINCH")) {
      for (int i = 0; i < 5; i++) {
        raise("WINCH");
        Drive.drive(second.next()); // told after the first one
      }
      Drive.drive(first.next());
      Future<Void> more = first.next();
      assertThat(isReady(more)).isFalse();
      raise("WINCH");
      Drive.drive(more);
      Drive.drive(second.next());
    }
  }

  @Test
  void aSignalForADroppedFutureIsTheNextOnes() throws Exception {
    try (SignalListener listener = Signals.on("USR2");
        SignalListener other = Signals.on("USR2")) {
      Future<Void> dropped = listener.next();
      assertThat(isReady(dropped)).isFalse();
      raise("USR2");
      Drive.drive(other.next());
      dropped.drop();
      Drive.drive(listener.next());
    }
  }

  @Test
  void oneSignalIsAwaitedByATaskAndNothingIsRegisteredBeforeOrAfter() throws Exception {
    SignalHandlers.Kind kind = SignalHandlers.of("WINCH");
    assertThat(Signals.ctrlC()).hasToString("the next SIGINT");
    Future<Void> once = Signals.once("WINCH");
    assertThat(kind.size()).isZero();
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build()) {
      JoinHandle<Void> task = runtime.spawn(once);
      while (kind.size() == 0) {
        Thread.onSpinWait();
      }
      raise("WINCH");
      runtime.blockOn(task);
    }
    assertThat(kind.size()).isZero();
    Future<Void> dropped = Signals.once("WINCH");
    assertThat(isReady(dropped)).isFalse();
    assertThat(kind.size()).isEqualTo(1);
    dropped.drop();
    assertThat(kind.size()).isZero();
  }

  @Test
  void aClosedListenerHearsNothing() {
    SignalListener listener = Signals.on("WINCH");
    assertThat(listener).hasToString("a listener of SIGWINCH");
    listener.close();
    listener.close();
    assertThat(SignalHandlers.of("WINCH").size()).isZero();
    assertThatThrownBy(() -> Drive.drive(listener.next()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a listener of SIGWINCH is closed");
  }

  @ParameterizedTest
  @CsvSource({
    "KILL, no program may handle it",
    "STOP, no program may handle it",
    "SIGSEGV, an error of the running code",
    "BUS, an error of the running code",
    "FPE, an error of the running code",
    "ill, an error of the running code",
    "QUIT, the JVM needs it",
    "USR1, the JVM needs it",
    "NONSENSE, no signal of that name"
  })
  void signalsThatCannotBeHandledAreRefusedWithTheReason(String name, String reason) {
    assertThatThrownBy(() -> Signals.on(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot listen to SIG")
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> Signals.once(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
