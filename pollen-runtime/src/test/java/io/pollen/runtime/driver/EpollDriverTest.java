package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Context;
import io.pollen.conformance.CountingWaker;
import io.pollen.conformance.ManualContext;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollDriverTest {
  private static final int SOCKETS = 10;

  private final List<StreamSocket> readers = new ArrayList<>();
  private final List<Socket> writers = new ArrayList<>();
  private final List<CountingWaker> wakers = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    readers.forEach(StreamSocket::close);
    for (Socket writer : writers) {
      writer.close();
    }
  }

  /// More sockets are ready than one look fetches: the next looks get the rest, nobody twice.
  @Test
  void onePollFetchesSoManyEventsAndTheNextOnesTheRest() throws Exception {
    try (EpollDriver driver = EpollDriver.open(4)) {
      connect(driver);
      for (Socket writer : writers) {
        writer.getOutputStream().write(1);
      }
      assertThat(driver.poll(0)).isEqualTo(4);
      assertThat(woken()).isEqualTo(4);
      assertThat(driver.poll(0)).isEqualTo(4);
      assertThat(woken()).isEqualTo(8);
      assertThat(driver.poll(0)).isEqualTo(2);
      assertThat(woken()).isEqualTo(SOCKETS);
      assertThat(driver.poll(0)).as("edges are told once").isZero();
    }
  }

  /// A sibling fetches the events of a driver whose owner does not look.
  @Test
  void aSiblingsLookWakesWhoWaits() throws Exception {
    try (EpollDriver driver = EpollDriver.open(SOCKETS)) {
      connect(driver);
      writers.getFirst().getOutputStream().write(1);
      Thread sibling = Thread.ofPlatform().start(driver::tryPoll);
      wakers.getFirst().awaitWake();
      sibling.join();
      assertThat(woken()).isOne();
      assertThat(readers.getFirst().pollRead(context(driver, new CountingWaker()), bytes(8)))
          .isOne();
    }
  }

  /// No edge will come for a socket whose registration failed: it must not count as waiting.
  @Test
  void aReadThatCouldNotRegisterIsTriedAgain() throws Exception {
    try (EpollDriver driver = EpollDriver.open(SOCKETS)) {
      accept(driver);
      StreamSocket reader = readers.getFirst();
      assertThatThrownBy(() -> reader.pollRead(ManualContext.of(new CountingWaker()), bytes(8)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs a Pollen runtime");
      writers.getFirst().getOutputStream().write(1);
      assertThat(reader.pollRead(context(driver, new CountingWaker()), bytes(8))).isOne();
    }
  }

  /// The kernel would write into memory that is somebody else's by now.
  @Test
  void buffersOfAClosedArenaAreRefused() throws Exception {
    try (EpollDriver driver = EpollDriver.open(SOCKETS)) {
      accept(driver);
      StreamSocket reader = readers.getFirst();
      writers.getFirst().getOutputStream().write(new byte[8]);
      ByteBuffer gone;
      try (Arena arena = Arena.ofConfined()) {
        gone = arena.allocate(8).asByteBuffer();
      }
      ByteBuffer[] several = {bytes(4), gone};
      Context cx = context(driver, new CountingWaker());
      assertThatThrownBy(() -> reader.pollRead(cx, gone)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> reader.pollRead(cx, several, 0))
          .isInstanceOf(IllegalStateException.class);
      assertThat(several[0].position()).as("nothing was read").isZero();
      assertThat(reader.pollRead(cx, bytes(9))).isEqualTo(8);
    }
  }

  /// Connects pairs of sockets whose readers wait, registered and with their first edge behind
  /// them.
  private void connect(EpollDriver driver) throws IOException {
    accept(driver);
    for (StreamSocket reader : readers) {
      CountingWaker waker = new CountingWaker();
      assertThat(reader.pollRead(context(driver, waker), bytes(8))).isEqualTo(StreamSocket.PENDING);
      wakers.add(waker);
    }
    while (driver.poll(0) > 0) {} // the first edge: "writable"
    wakers.forEach(CountingWaker::reset);
  }

  /// Connects pairs of sockets that have done nothing yet.
  private void accept(EpollDriver driver) throws IOException {
    try (ListenSocket listener = driver.openListener(StandardProtocolFamily.INET)) {
      listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SOCKETS);
      for (int i = 0; i < SOCKETS; i++) {
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        writers.add(new Socket(InetAddress.getLoopbackAddress(), port));
        StreamSocket accepted = listener.pollAccept(context(driver, new CountingWaker()));
        assertThat(accepted).as("a connection that was complete before").isNotNull();
        readers.add(accepted);
      }
    }
  }

  private int woken() {
    return (int) wakers.stream().filter(CountingWaker::isWoken).count();
  }

  private static ManualContext context(EpollDriver driver, CountingWaker waker) {
    return ManualContext.of(waker).service(Driver.class, driver);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }
}
