package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.net.World.Running;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloseIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingWakesAReadThatWaits(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Integer> read = world.start(pair.server().read(ByteBuffer.allocate(1)));
            TcpStreamIT.awaitWaiting(pair.server());
            pair.server().close();
            assertThatThrownBy(read::get)
                .isInstanceOf(AsynchronousCloseException.class)
                .hasMessage("the stream was closed while an operation waited");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void closingWakesAWriteThatWaits(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          try (Pair pair = Pair.open(world)) {
            Running<Void> write =
                world.start(pair.server().writeAll(ByteBuffer.allocate(50_000_000)));
            assertReaches(1, () -> pair.server().writing.isFree() ? 0 : 1, "a write that waits");
            pair.server().close();
            assertThatThrownBy(write::get).isInstanceOf(AsynchronousCloseException.class);
          }
        });
  }

  /// Streams are closed by one thread while tasks read and write them; descriptor numbers are
  /// reused at once. Each connection carries bytes of its own value only: a call that reached a
  /// number's next owner would mix them.
  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aReusedDescriptorNumberNeverGetsTheLastOwnersBytes(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          AtomicReference<String> mixed = new AtomicReference<>();
          Random random = new Random(11);
          try (TcpListener listener = world.get(TcpListener.bind("127.0.0.1", 0))) {
            for (int round = 0; round < 20; round++) {
              List<Running<?>> running = new ArrayList<>();
              List<TcpStream> streams = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                Pair pair = Pair.open(world, listener);
                streams.add(pair.client());
                streams.add(pair.server());
                byte value = (byte) (round * 4 + i);
                running.add(world.start(Traffic.flood(pair.client(), value)));
                running.add(world.start(Traffic.check(pair.server(), value, mixed)));
              }
              while (!streams.isEmpty()) {
                streams.remove(random.nextInt(streams.size())).close();
              }
              for (Running<?> one : running) {
                one.settle();
              }
            }
          }
          assertThat(mixed.get()).isNull();
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = DriverKind.class,
      names = {"EPOLL", "URING", "NIO"})
  void closingTheDriverClosesItsSocketsAndRefusesNewOnes(DriverKind kind) throws Exception {
    try (TinyLoop warmUp = new TinyLoop(kind)) { // a file that the JVM opens once
      Pair.open(warmUp).close();
    }
    int before = descriptors();
    TinyLoop loop = new TinyLoop(kind);
    Pair pair = Pair.open(loop);
    Running<Integer> left = loop.start(pair.server().read(ByteBuffer.allocate(1)));
    Running<Integer> right = loop.start(pair.client().read(ByteBuffer.allocate(1)));
    int registered = kind == DriverKind.URING ? 3 : 2; // there a connect is another registration
    assertReaches(registered, loop::registered, "registered sockets");
    loop.closeDriverOnly();
    assertThatThrownBy(left::get).isInstanceOf(IOException.class);
    assertThatThrownBy(right::get).isInstanceOf(IOException.class);
    assertThat(pair.client().isOpen()).isFalse();
    loop.close();
    assertReaches(before, SocketTest::descriptors, "descriptors");
  }

  @Test
  void aClosedDriverIgnoresWakeupsAndPolls() {
    for (DriverKind kind : List.of(DriverKind.EPOLL, DriverKind.URING, DriverKind.NIO)) {
      Driver driver = Drivers.open(kind);
      driver.close();
      driver.close();
      driver.wakeup();
      assertThat(driver.poll(0)).isZero();
      assertThat(driver.tryPoll()).isZero();
      assertThat(driver.registered()).isZero();
    }
  }
}
