package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.conformance.CountingWaker;
import io.pollen.conformance.ManualContext;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What only io_uring has: bytes that arrive without a read, and requests that outlive what they
/// are for.
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class RingDriverTest {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final List<AutoCloseable> open = new ArrayList<>();
  private RingDriver driver;

  private record Pair(StreamSocket stream, SocketChannel peer) {}

  private RingDriver driver() throws IOException {
    driver = RingDriver.open(1024);
    open.add(driver);
    return driver;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  /// The streams that nobody reads hold so many arrivals that further ones are copied.
  @Test
  void streamsThatNobodyReadsLeaveBuffersToTheOthers() throws Exception {
    driver();
    List<Pair> idle = new ArrayList<>();
    int arrivals = 6;
    for (int i = 0; i < ReceiveBuffers.COUNT / arrivals; i++) {
      idle.add(armed());
    }
    Pair reads = armed();
    for (int message = 0; message < arrivals; message++) {
      for (Pair pair : idle) {
        write(pair, message);
      }
      look();
    }
    for (int message = 0; message < 2 * ReceiveBuffers.COUNT; message++) {
      write(reads, message);
      assertThat(read(reads)).isEqualTo((byte) message);
    }
    for (Pair pair : idle) {
      for (int message = 0; message < arrivals; message++) {
        assertThat(read(pair)).isEqualTo((byte) message);
      }
    }
  }

  /// Whoever closes a stream closes what has arrived for it, and the kernel gets its buffers back.
  @Test
  void whatHasArrivedForAClosedStreamHoldsNoBuffer() throws Exception {
    driver();
    for (int i = 0; i < ReceiveBuffers.COUNT + 100; i++) {
      Pair pair = armed();
      write(pair, i);
      if (i % 2 == 0) {
        look();
      }
      pair.stream().close();
      pair.peer().close();
    }
    Pair last = armed();
    write(last, 7);
    assertThat(read(last)).isEqualTo((byte) 7);
  }

  /// What a program does not read stays with the kernel, and so with the peer, which stops; then
  /// every byte is read, in order.
  @Test
  void aPeerThatIsNotReadIsStopped() throws Exception {
    driver();
    Pair pair = armed();
    pair.stream().option(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
    pair.peer().setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
    pair.peer().configureBlocking(false);
    int written = fill(pair.peer());
    assertThat(written).as("bytes that nobody has read").isLessThan(4 * 1024 * 1024);
    ByteBuffer to = ByteBuffer.allocate(1000);
    int read = 0;
    while (read < written) {
      to.clear();
      int count = awaitRead(pair, to);
      for (int i = 0; i < count; i++) {
        assertThat(to.get(i)).as("byte %d", read + i).isEqualTo(pattern(read + i));
      }
      read += count;
    }
  }

  private int fill(SocketChannel peer) throws IOException {
    int written = 0;
    int quiet = 0;
    while (quiet < 20) {
      ByteBuffer bytes = ByteBuffer.allocate(3000);
      for (int i = 0; i < bytes.capacity(); i++) {
        bytes.put(i, pattern(written + i));
      }
      int count = peer.write(bytes);
      written += count;
      quiet = count == 0 ? quiet + 1 : 0;
      look();
    }
    return written;
  }

  private static byte pattern(int index) {
    return (byte) (index ^ index >>> 8);
  }

  /// A request belongs to the thread that handed it in, and goes with it.
  @Test
  void aReceiveOutlivesTheThreadThatAskedForIt() throws Exception {
    driver();
    Pair pair = connect();
    CountingWaker waker = new CountingWaker();
    Thread asks =
        Thread.ofPlatform()
            .start(() -> {
              try {
                pair.stream().pollRead(context(waker), ByteBuffer.allocate(1));
                driver.poll(0);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    asks.join();
    write(pair, 5);
    assertThat(read(pair)).isEqualTo((byte) 5);
  }

  /// A connection that was accepted for a listener which is closed by now is closed, too.
  @Test
  void aLateConnectionOfAClosedListenerIsClosed() throws Exception {
    driver();
    ListenSocket listener = driver.openListener(StandardProtocolFamily.INET);
    listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    assertThat(listener.pollAccept(context(new CountingWaker()))).isNull();
    driver.poll(0);
    SocketChannel client = SocketChannel.open(listener.localAddress());
    open.add(client);
    listener.close();
    assertThat(driver.registered()).as("so that somebody looks").isOne();
    look();
    assertThat(driver.registered()).isZero();
    client.configureBlocking(true);
    assertThatThrownBy(
            () -> {
              if (client.read(ByteBuffer.allocate(1)) < 0) {
                throw new SocketException("the end");
              }
            })
        .isInstanceOf(IOException.class);
  }

  /// The end and an error are told once each, after the bytes before them.
  @Test
  void theEndComesAfterTheBytes() throws Exception {
    driver();
    Pair pair = armed();
    write(pair, 1);
    pair.peer().shutdownOutput();
    look();
    ByteBuffer to = ByteBuffer.allocate(8);
    assertThat(awaitRead(pair, to)).isOne();
    assertThat(awaitRead(pair, to)).isEqualTo(StreamSocket.END);
    assertThat(awaitRead(pair, to)).isEqualTo(StreamSocket.END);
  }

  @Test
  void aResetComesAfterTheBytes() throws Exception {
    driver();
    Pair pair = armed();
    write(pair, 1);
    look();
    pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
    pair.peer().close();
    look();
    ByteBuffer to = ByteBuffer.allocate(8);
    assertThat(awaitRead(pair, to)).isOne();
    assertThatThrownBy(() -> awaitRead(pair, to))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  /// Reads in pieces, over several buffers and after a look ahead, see the bytes in order.
  @Test
  void whatWasTakenAndNotReadStaysInOrder() throws Exception {
    driver();
    Pair pair = armed();
    for (int i = 0; i < 5; i++) {
      pair.peer().write(ByteBuffer.wrap(new byte[] {(byte) (2 * i), (byte) (2 * i + 1)}));
      look();
    }
    ByteBuffer three = ByteBuffer.allocate(3);
    assertThat(awaitRead(pair, three)).isEqualTo(3);
    assertThat(three.array()).containsExactly(0, 1, 2);
    ByteBuffer peeked = ByteBuffer.allocate(2);
    assertThat(pair.stream().pollPeek(context(new CountingWaker()), peeked)).isEqualTo(2);
    assertThat(peeked.array()).containsExactly(3, 4);
    ByteBuffer[] several = {ByteBuffer.allocate(0), ByteBuffer.allocate(2), ByteBuffer.allocate(9)};
    int count = pair.stream().pollRead(context(new CountingWaker()), several, 0);
    assertThat(count).isEqualTo(7);
    assertThat(several[1].array()).containsExactly(3, 4);
    assertThat(several[2].array()).startsWith(5, 6, 7, 8, 9);
    assertThat(pair.stream().tryRead(ByteBuffer.allocate(1))).isEqualTo(StreamSocket.PENDING);
  }

  // --- writes, which wait for the next poll of the thread that polls ---

  @Test
  void smallWritesOfARoundAreSentTogetherAndInOrder() throws Exception {
    driver();
    Pair pair = connect();
    look(); // from here on this thread is the one that polls
    for (int i = 0; i < 100; i++) {
      assertThat(send(pair, (byte) (2 * i), (byte) (2 * i + 1))).isEqualTo(2);
    }
    pair.peer().configureBlocking(false);
    assertThat(pair.peer().read(ByteBuffer.allocate(1))).as("before the next poll").isZero();
    look();
    pair.peer().configureBlocking(true);
    byte[] got = receive(pair.peer(), 200);
    for (int i = 0; i < 200; i++) {
      assertThat(got[i]).isEqualTo((byte) i);
    }
  }

  /// More than one send takes: the rest waits until the first is out, and a large write goes
  /// behind.
  @Test
  void whatIsTooMuchWaitsItsTurn() throws Exception {
    driver();
    Pair pair = connect();
    look();
    byte[] sent = new byte[100_000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = pattern(i);
    }
    int at = 0;
    CountingWaker waker = new CountingWaker();
    while (at < sent.length) {
      int length = Math.min(at % 7 == 0 ? 20_000 : 1_500, sent.length - at);
      ByteBuffer from = ByteBuffer.wrap(sent, at, length);
      waker.reset();
      int count = pair.stream().pollWrite(context(waker), from);
      if (count == StreamSocket.PENDING) {
        while (!waker.isWoken()) {
          driver.poll(TimeUnit.SECONDS.toNanos(1));
        }
      } else {
        assertThat(from.position()).isEqualTo(at + count);
        at += count;
      }
    }
    look();
    assertThat(receive(pair.peer(), sent.length)).isEqualTo(sent);
  }

  @Test
  void whatWasWrittenIsSentBeforeTheEndOfTheOutput() throws Exception {
    driver();
    Pair pair = connect();
    look();
    send(pair, (byte) 9);
    pair.stream().shutdownOutput();
    look();
    assertThat(receive(pair.peer(), 1)).containsExactly(9);
    assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThatThrownBy(() -> send(pair, (byte) 10)).isInstanceOf(SocketException.class);
  }

  /// Also when nobody polls any more.
  @Test
  void whatWasWrittenIsSentBeforeTheClose() throws Exception {
    driver();
    for (int i = 0; i < 400; i++) { // more than there are buffers
      Pair pair = connect();
      look();
      send(pair, (byte) i);
      pair.stream().close();
      assertThat(receive(pair.peer(), 1)).containsExactly((byte) i);
      assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      pair.peer().close();
    }
    look();
    assertThat(driver.registered()).isZero();
  }

  /// Neither makes room for the other any more.
  @Test
  void twoFullUnixStreamsThatAreClosedDoNotWaitForEachOther() throws Exception {
    driver();
    List<StreamSocket> ends = driver.openStreamPair();
    look(); // owns the driver
    for (StreamSocket end : ends) {
      end.option(StandardSocketOptions.SO_SNDBUF, 4096);
      int refused = 0;
      while (refused < 3) {
        int count = end.pollWrite(context(new CountingWaker()), ByteBuffer.allocate(1000));
        refused += count == StreamSocket.PENDING ? 1 : 0;
        driver.poll(0);
      }
    }
    ends.forEach(StreamSocket::close);
    long start = System.nanoTime();
    while (driver.registered() > 0) {
      driver.poll(TimeUnit.MILLISECONDS.toNanos(1));
      assertThat(System.nanoTime() - start).isLessThan(DEADLINE_NANOS);
    }
  }

  /// As by the kernel, which resets a closed connection whose peer sends: the peer reads nothing,
  /// and would wait for a minute to learn that nobody reads what it sends.
  @Test
  void aClosedStreamDoesNotLingerForAPeerThatSends() throws Exception {
    for (boolean before : new boolean[] {true, false}) {
      driver();
      Pair pair = armed();
      pair.stream().option(StandardSocketOptions.SO_SNDBUF, 4096);
      int refused = 0;
      while (refused < 3) {
        int count =
            pair.stream().pollWrite(context(new CountingWaker()), ByteBuffer.allocate(1000));
        refused += count == StreamSocket.PENDING ? 1 : 0;
        driver.poll(0);
      }
      if (before) {
        write(pair, 1);
        look();
      }
      CompletableFuture<Void> closed = CompletableFuture.runAsync(pair.stream()::close);
      long start = System.nanoTime();
      int sent = 0;
      while (driver.registered() > 0) {
        driver.poll(-1); // nothing arrives: the driver itself looks
        assertThat(System.nanoTime() - start).isLessThan(DEADLINE_NANOS);
        if (!before && sent++ == 0) {
          closed.get();
          write(pair, 1);
        }
      }
      closed.get();
    }
  }

  /// Whoever finds no buffer writes to the socket.
  @Test
  void moreStreamsThanBuffersWriteInOneRound() throws Exception {
    driver();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < SendBuffers.COUNT + 44; i++) {
      pairs.add(connect());
    }
    look();
    for (int round = 0; round < 3; round++) {
      for (Pair pair : pairs) {
        assertThat(send(pair, (byte) round)).isOne();
      }
      look();
      for (Pair pair : pairs) {
        assertThat(receive(pair.peer(), 1)).containsExactly((byte) round);
      }
    }
  }

  /// A write that began before a close on another thread must not use the descriptor's number after
  /// it: that may be somebody else's.
  @Test
  void aWriteAfterTheCloseIsRefusedAndGoesToNobody() throws Exception {
    driver();
    Pair pair = connect();
    look();
    send(pair, (byte) 1);
    look();
    EpollSocket socket = ((RingStream) pair.stream()).socket;
    Outbox out = new Outbox(socket, driver, null);
    pair.stream().close();
    ByteBuffer[] late = {ByteBuffer.wrap(new byte[] {2})};
    assertThatThrownBy(() -> out.take(late, 0)).isInstanceOf(ClosedChannelException.class);
    assertThat(late[0].position()).isZero();
    look();
    assertThat(driver.registered()).isZero();
  }

  /// The thread that handed a send in ends while the peer makes no room: the rest is sent by
  /// others.
  @Test
  void aSendOutlivesTheThreadThatHandedItIn() throws Exception {
    driver();
    Pair pair = connect();
    look();
    pair.stream().option(StandardSocketOptions.SO_SNDBUF, 4096);
    pair.peer().setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    int[] written = new int[1];
    Thread writes =
        Thread.ofPlatform()
            .start(() -> {
              try {
                driver.poll(0); // it is the owner now
                int refused = 0;
                while (refused < 3) {
                  ByteBuffer from = ByteBuffer.allocate(1000);
                  for (int i = 0; i < 1000; i++) {
                    from.put(i, pattern(written[0] + i));
                  }
                  int count = pair.stream().pollWrite(context(new CountingWaker()), from);
                  written[0] += Math.max(count, 0);
                  refused += count == StreamSocket.PENDING ? 1 : 0;
                  driver.poll(0);
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    writes.join();
    pair.peer().configureBlocking(false);
    ByteBuffer to = ByteBuffer.allocate(written[0]);
    long start = System.nanoTime();
    while (to.hasRemaining()) {
      pair.peer().read(to);
      driver.poll(TimeUnit.MILLISECONDS.toNanos(1));
      assertThat(System.nanoTime() - start)
          .as("%d of %d", to.position(), written[0])
          .isLessThan(DEADLINE_NANOS);
    }
    for (int i = 0; i < written[0]; i++) {
      assertThat(to.get(i)).as("byte %d", i).isEqualTo(pattern(i));
    }
  }

  /// A surplus worker waits in the driver of a worker that is stuck in a poll: what that one writes
  /// now would be handed in by nobody.
  @Test
  void whileAnotherThreadWaitsTheOwnerWritesDirectly() throws Exception {
    driver();
    Pair pair = connect();
    Pair other = connect();
    look();
    CountDownLatch waits = new CountDownLatch(1);
    Thread surplus =
        Thread.ofPlatform()
            .start(() ->
                driver.tryWait(
                    -1,
                    () -> {
                      waits.countDown();
                      return true;
                    }));
    waits.await();
    send(pair, (byte) 3);
    assertThat(receive(pair.peer(), 1)).containsExactly(3);
    CountingWaker waker = new CountingWaker();
    assertThat(other.stream().pollRead(context(waker), ByteBuffer.allocate(1)))
        .isEqualTo(StreamSocket.PENDING);
    write(other, 4); // what is armed now has to be handed in, too
    surplus.join(TimeUnit.SECONDS.toMillis(20));
    long start = System.nanoTime();
    while (!waker.isWoken()) {
      driver.tryPoll();
      assertThat(System.nanoTime() - start).isLessThan(DEADLINE_NANOS);
    }
    driver.endTryWait();
    surplus.join();
  }

  /// What the arena of a buffer that is no more would have cost.
  @Test
  void aBufferOfAClosedArenaCostsNeitherBytesNorMemory() throws Exception {
    driver();
    Pair pair = armed();
    write(pair, 8);
    look();
    ByteBuffer gone;
    try (Arena arena = Arena.ofConfined()) {
      gone = arena.allocate(8).asByteBuffer();
    }
    for (int i = 0; i < SendBuffers.COUNT + 1; i++) {
      assertThatThrownBy(() -> pair.stream().pollWrite(context(new CountingWaker()), gone))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> pair.stream().pollRead(context(new CountingWaker()), gone))
        .isInstanceOf(IllegalStateException.class);
    assertThat(read(pair)).isEqualTo((byte) 8);
    assertThat(send(pair, (byte) 9)).isOne();
    pair.peer().configureBlocking(false);
    assertThat(pair.peer().read(ByteBuffer.allocate(1))).as("it waits in the outbox").isZero();
    look();
    pair.peer().configureBlocking(true);
    assertThat(receive(pair.peer(), 1)).containsExactly(9);
  }

  @Test
  void aSendThatFailsIsToldByTheNextWrite() throws Exception {
    driver();
    Pair pair = connect();
    look();
    pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
    pair.peer().close();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                send(pair, (byte) 1);
                look();
              }
            })
        .isInstanceOf(SocketException.class);
  }

  private int send(Pair pair, byte... bytes) throws IOException {
    return pair.stream().pollWrite(context(new CountingWaker()), ByteBuffer.wrap(bytes));
  }

  private static byte[] receive(SocketChannel from, int count) throws IOException {
    ByteBuffer to = ByteBuffer.allocate(count);
    while (to.hasRemaining() && from.read(to) >= 0) {}
    return to.array();
  }

  // --- the way there ---

  /// A pair whose stream waits for bytes.
  private Pair armed() throws IOException {
    Pair pair = connect();
    assertThat(pair.stream().pollRead(context(new CountingWaker()), ByteBuffer.allocate(1)))
        .isEqualTo(StreamSocket.PENDING);
    look();
    return pair;
  }

  private Pair connect() throws IOException {
    try (ListenSocket listener = driver.openListener(StandardProtocolFamily.INET)) {
      listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      SocketChannel peer = SocketChannel.open(listener.localAddress());
      open.add(peer);
      StreamSocket stream = listener.pollAccept(context(new CountingWaker()));
      assertThat(stream).as("a connection that was complete before").isNotNull();
      open.add(stream);
      return new Pair(stream, peer);
    }
  }

  private void look() {
    while (driver.poll(0) > 0) {}
  }

  private static void write(Pair pair, int value) throws IOException {
    pair.peer().write(ByteBuffer.wrap(new byte[] {(byte) value}));
  }

  private byte read(Pair pair) throws IOException {
    ByteBuffer to = ByteBuffer.allocate(1);
    assertThat(awaitRead(pair, to)).isOne();
    return to.get(0);
  }

  private int awaitRead(Pair pair, ByteBuffer to) throws IOException {
    long start = System.nanoTime();
    CountingWaker waker = new CountingWaker();
    while (true) {
      waker.reset();
      int count = pair.stream().pollRead(context(waker), to);
      if (count != StreamSocket.PENDING) {
        return count;
      }
      while (!waker.isWoken()) {
        driver.poll(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(System.nanoTime() - start).as("the wait").isLessThan(DEADLINE_NANOS);
      }
    }
  }

  private ManualContext context(CountingWaker waker) {
    return ManualContext.of(waker).service(Driver.class, driver);
  }
}
