package io.pollen.net;

import static io.pollen.runtime.Pollen.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.time.TestClock;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HappyEyeballsIT {
  private final List<String> tried = new ArrayList<>();
  private final TestClock clock = new TestClock();
  private long start;

  private static InetSocketAddress address(String text) {
    return new InetSocketAddress(InetAddress.ofLiteral(text), 80);
  }

  @Test
  void theFamiliesTakeTurnsBeginningWithTheFavourite() {
    assertThat(
            HappyEyeballs.order(
                List.of(
                    address("::1"),
                    address("::2"),
                    address("::3"),
                    address("127.0.0.1"),
                    address("127.0.0.2"))))
        .containsExactly(
            address("::1"),
            address("127.0.0.1"),
            address("::2"),
            address("127.0.0.2"),
            address("::3"));
    assertThat(HappyEyeballs.order(List.of(address("127.0.0.1"), address("::1"))))
        .containsExactly(address("127.0.0.1"), address("::1"));
  }

  /// An attempt that never ends, fails, or connects.
  private Future<TcpStream> attempt(int index, String kind, TcpStream connected) {
    tried.add(kind + "@" + Duration.ofNanos(clock.nanos() - start).toMillis());
    return switch (kind) {
      case "hangs" -> new Hanging();
      case "fails" ->
          cx -> {
            throw new ConnectException("refused " + index);
          };
      default -> cx -> Poll.ready(connected);
    };
  }

  private final List<Hanging> hanging = new ArrayList<>();

  private final class Hanging extends RawFuture<TcpStream> {
    private boolean dropped;

    Hanging() {
      hanging.add(this);
    }

    @Override
    public Object pollRaw(Context cx) {
      return PENDING;
    }

    @Override
    public void drop() {
      dropped = true;
    }
  }

  private Future<TcpStream> connect(TcpStream connected, String... kinds) {
    start = clock.nanos();
    int[] next = {0};
    List<InetSocketAddress> all = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      all.add(address("127.0.0." + (i + 1)));
    }
    return new HappyEyeballs(
        "name:80", cx -> Poll.ready(all), one -> attempt(next[0], kinds[next[0]++], connected));
  }

  private interface Use {
    void of(AsyncRuntime runtime, TcpStream connected) throws Exception;
  }

  private void run(Use use) throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).clock(clock).build();
        var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var connected =
            runtime.blockOn(
                TcpStream.connect((InetSocketAddress) listener.getLocalSocketAddress()))) {
      use.of(runtime, connected);
    }
  }

  @Test
  void anAddressThatDoesNotAnswerHoldsUpTheNextOneForAQuarterOfASecond() throws Exception {
    run((runtime, connected) -> {
      runtime.blockOn(connect(connected, "hangs", "hangs", "connects", "hangs")).close();
      assertThat(tried).containsExactly("hangs@0", "hangs@250", "connects@500");
      assertThat(hanging).hasSize(2).allMatch(one -> one.dropped);
    });
  }

  @Test
  void anAddressThatFailsHoldsUpNobody() throws Exception {
    run((runtime, connected) -> {
      runtime.blockOn(connect(connected, "fails", "hangs", "fails", "connects")).close();
      assertThat(tried).containsExactly("fails@0", "hangs@0", "fails@250", "connects@250");
    });
  }

  @Test
  void whenAllFailTheLastFailureHasTheOthers() throws Exception {
    run((runtime, connected) ->
        assertThatThrownBy(() -> runtime.blockOn(connect(connected, "fails", "fails", "fails")))
            .isInstanceOf(IOException.class)
            .hasMessage("refused 2")
            .satisfies(e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessage("refused 1")
                    .satisfies(
                        first -> assertThat(first.getSuppressed()[0]).hasMessage("refused 0"))));
  }

  @Test
  void droppingItGivesUpAllAttempts() throws Exception {
    run((runtime, connected) -> {
      Future<TcpStream> connect = connect(connected, "hangs", "hangs", "hangs");
      assertThatThrownBy(() -> runtime.blockOn(timeout(Duration.ofMillis(600), connect)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("connecting to name:80");
      assertThat(tried).containsExactly("hangs@0", "hangs@250", "hangs@500");
      assertThat(hanging).hasSize(3).allMatch(one -> one.dropped);
    });
  }

  @Test
  void aNameOfThisMachineConnectsForReal() throws Exception {
    try (var runtime = AsyncRuntime.builder().workerThreads(1).build();
        var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      runtime.blockOn(TcpStream.connect("localhost", listener.getLocalPort())).close();
    }
  }
}
