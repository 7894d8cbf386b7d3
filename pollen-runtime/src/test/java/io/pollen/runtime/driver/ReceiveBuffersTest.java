package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.sys.Ring;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// How many buffers are in use: each takes room from its first use on. The test is the kernel,
/// which fills buffers in the order in which they were given.
@EnabledOnOs(OS.LINUX)
class ReceiveBuffersTest {
  private final Arena arena = Arena.ofShared();
  private final ArrayDeque<Integer> given = new ArrayDeque<>();
  private Ring ring;
  private ReceiveBuffers buffers;
  private int seen;

  @BeforeEach
  void open() throws Exception {
    ring = Ring.open(8, 16);
    buffers = new ReceiveBuffers(ring, arena);
    see();
  }

  @AfterEach
  void close() {
    ring.close();
    arena.close();
  }

  /// New ones have come into use.
  private void see() {
    while (seen < buffers.used) {
      given.add(seen++);
    }
  }

  private Arrival arrives() {
    int buffer = given.remove();
    Arrival arrival = buffers.lent(buffer, 10);
    see();
    if (!arrival.isLent()) {
      given.add(buffer); // it was copied, and the buffer is back
    }
    return arrival;
  }

  private void isRead(Arrival arrival) {
    buffers.giveBack(arrival);
    buffers.takeBack();
    given.add(arrival.buffer);
  }

  @Test
  void oneAtATimeNeedsNoMoreThanTheFirst() {
    for (int i = 0; i < 3 * ReceiveBuffers.COUNT; i++) {
      isRead(arrives());
    }
    assertThat(buffers.used).isEqualTo(ReceiveBuffers.FIRST);
  }

  @Test
  void whatNobodyReadsBringsMoreIntoUseUntilTheyAreScarce() {
    for (int i = 0; i < ReceiveBuffers.FIRST; i++) {
      assertThat(arrives().isLent()).as("arrival %d", i).isTrue();
    }
    assertThat(buffers.used).isBetween(ReceiveBuffers.FIRST + 1, 4 * ReceiveBuffers.FIRST);
    int lent = ReceiveBuffers.FIRST;
    for (int i = 0; i < 3 * ReceiveBuffers.COUNT; i++) {
      lent += arrives().isLent() ? 1 : 0;
    }
    assertThat(buffers.used).isEqualTo(ReceiveBuffers.COUNT);
    assertThat(lent)
        .as("held by streams that nobody reads")
        .isEqualTo(ReceiveBuffers.COUNT * 3 / 4);
  }
}
