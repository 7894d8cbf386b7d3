package io.pollen.runtime.views;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.Subject;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.blocking.BlockingPool;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/// The laws of polling and dropping, for streams whose work is done by blocking calls.
class PooledStreamsLawsTest {
  private static final List<Gate> GATES = new ArrayList<>();

  @TestFactory
  Stream<DynamicContainer> laws() {
    return FutureLaws.check(
        Subject.leaf("read", PooledStreamsLawsTest::reading),
        Subject.leaf("write", () -> writing(true)),
        Subject.leaf("flush", () -> writing(false)));
  }

  @AfterAll
  static void end() {
    GATES.forEach(Gate::close);
  }

  /// A runtime whose only blocking call waits until the gate is opened.
  private static final class Gate {
    final AsyncRuntime runtime = AsyncRuntime.currentThread();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final BlockingPool pool;

    Gate() throws Exception {
      pool = runtime.blockOn((Future<BlockingPool>) cx -> Poll.ready(cx.find(BlockingPool.class)));
      GATES.add(this);
    }

    void pass() {
      begun.countDown();
      try {
        opened.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void open() {
      opened.countDown();
      while (!pool.isQuiet()) {
        Thread.onSpinWait();
      }
    }

    void close() {
      opened.countDown();
      runtime.close();
    }
  }

  private static Subject.Case reading() {
    try {
      Gate gate = new Gate();
      InputStream source =
          new InputStream() {
            @Override
            public int read() {
              gate.pass();
              return 1;
            }

            @Override
            public int read(byte[] into, int from, int length) {
              into[from] = (byte) read();
              return 1;
            }
          };
      PooledRead read = new PooledRead(gate.runtime, source, 4);
      pollOnceAndDrop(read.read(ByteBuffer.allocate(1))); // the call has begun
      gate.begun.await();
      return Subject.leafCase(read.read(ByteBuffer.allocate(1)), gate::open);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Subject.Case writing(boolean more) {
    try {
      Gate gate = new Gate();
      OutputStream sink =
          new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] from, int offset, int length) {
              gate.pass();
            }
          };
      PooledWrite write = new PooledWrite(gate.runtime, sink, 4);
      Drive.drive(write.write(ByteBuffer.allocate(4)));
      gate.begun.await();
      Drive.drive(write.write(ByteBuffer.allocate(4)));
      if (!more) {
        pollOnceAndDrop(write.flush()); // it will be flushed, so nothing new begins after the gate
      }
      return Subject.leafCase(
          more ? write.write(ByteBuffer.allocate(4)) : write.flush(), gate::open);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pollOnceAndDrop(Future<?> future) throws Exception {
    future.poll(Context.of(Waker.noop()));
    future.drop();
  }
}
