package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One worker's selector: the driver of every system that has no better one.
///
/// Interest is one-shot: an operation that waits stores its waker and adds its bit to the key; an
/// event takes the bit away and then takes the waker. In that order on both sides a waker can never
/// stay behind without its bit. The selector is level-triggered, so no readiness is cached and no
/// edge can be lost.
///
/// A key that changes while somebody selects takes effect at the next selection only: whoever
/// changes it looks at `selecting` afterwards and ends the selection.
final class NioDriver extends PolledDriver {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  // --- constant ---
  private final Selector selector;

  // --- every thread ---
  private final AtomicInteger registered = new AtomicInteger();
  private volatile boolean selecting;
  private volatile boolean closed;

  /// Channels that have been closed, and how many of them the selector has released: only then are
  /// their descriptors, and ports, free.
  private final AtomicLong closes = new AtomicLong();

  // --- written under `polling`, read by any thread ---
  private volatile long released;

  NioDriver() throws IOException {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  /// The NIO driver of the worker that polls with `cx`.
  static NioDriver of(Context cx) {
    Driver found = PolledDriver.of(cx);
    if (found instanceof NioDriver own) {
      return own;
    }
    throw foreign("a NIO", found);
  }

  @Override
  void willWait() {
    selecting = true; // Pairs with signal(), which comes after what it tells of, and looks then.
  }

  @Override
  void hasWaited() {
    selecting = false;
  }

  @Override
  void hasLooked() {
    releaseKeys();
  }

  @Override
  int dispatch(long timeoutNanos, WakeBatch wakes) {
    if (closed) {
      return 0;
    }
    long before = closes.get(); // the selection below releases what was closed before
    try {
      if (timeoutNanos == 0) {
        return selector.selectNow(key -> dispatch(key, wakes));
      }
      long millis = timeoutNanos < 0 ? 0 : Math.ceilDiv(timeoutNanos, NANOS_PER_MILLI);
      return selector.select(key -> dispatch(key, wakes), millis);
    } catch (IOException e) {
      throw new UncheckedIOException("waiting for events failed: " + e.getMessage(), e);
    } catch (ClosedSelectorException e) {
      return 0;
    } finally {
      released = before;
    }
  }

  private static void dispatch(SelectionKey key, WakeBatch wakes) {
    NioSocket socket = (NioSocket) key.attachment();
    int ready;
    try {
      ready = key.readyOps();
      key.interestOpsAnd(~ready);
    } catch (java.nio.channels.CancelledKeyException e) {
      return; // closed meanwhile: its close() has woken who waits
    }
    socket.ready(ready, wakes);
  }

  /// Also when an interest has changed: a selection that is under way must start again to see it.
  @Override
  void signal() {
    if (selecting) {
      selector.wakeup();
    }
  }

  /// Registers a channel with `attachment`.
  SelectionKey register(SelectableChannel channel, NioSocket attachment) throws IOException {
    registered.incrementAndGet();
    boolean done = false;
    try {
      SelectionKey key = channel.register(selector, 0, attachment);
      done = true;
      return key;
    } catch (ClosedSelectorException e) {
      throw SocketErrors.because(new java.nio.channels.ClosedChannelException(), e);
    } finally {
      if (!done) {
        registered.decrementAndGet();
      }
    }
  }

  /// A registered channel has been closed. Its descriptor goes when the selector drops its key,
  /// which nobody may be about to do: a worker without sockets does not poll.
  void deregistered() {
    registered.decrementAndGet();
    closes.getAndIncrement();
    signal();
    releaseKeys();
  }

  /// Waits until the selector has released what was closed before. Whoever selects is woken, so
  /// this takes no longer than that thread needs to come back.
  void awaitRelease() {
    long mine = closes.get();
    while (released < mine && !closed) {
      signal();
      releaseKeys();
      Thread.yield();
    }
  }

  /// Whoever has left the lock looks once more, so that a key which was cancelled while it was held
  /// is released by its holder.
  private void releaseKeys() {
    while (closes.get() != released && !closed && polling.tryLock()) {
      WakeBatch wakes = takeBatch();
      try {
        dispatch(0, wakes);
      } finally {
        polling.unlock();
      }
      call(wakes);
    }
  }

  @Override
  public int registered() {
    return registered.get();
  }

  @Override
  public StreamSocket openStream(StandardProtocolFamily family) throws IOException {
    try {
      return new NioStream(SocketChannel.open(family), family);
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public ListenSocket openListener(StandardProtocolFamily family) throws IOException {
    try {
      return new NioListener(ServerSocketChannel.open(family), family);
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public List<StreamSocket> openStreamPair() throws IOException {
    try {
      return NioPair.open();
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public List<PipeEnd> openPipe() throws IOException {
    try {
      return NioPipeEnd.open();
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public PipeEnd openNamedPipe(Context cx, Path path, boolean reads) {
    throw new UnsupportedOperationException(
        "the NIO driver has no named pipes: java.nio reads %s as a file only (epoll has)"
            .formatted(path));
  }

  @Override
  public DatagramEndpoint openDatagram(StandardProtocolFamily family) throws IOException {
    if (family == StandardProtocolFamily.UNIX) {
      throw new UnsupportedOperationException(
          "the NIO driver has no Unix datagram sockets: java.nio has none (epoll has)");
    }
    try {
      return new NioDatagram(DatagramChannel.open(family), family);
    } catch (IOException e) {
      throw NioErrors.translate(e);
    }
  }

  @Override
  public void close() {
    List<NioSocket> left = new ArrayList<>();
    polling.lock();
    try {
      if (closed) {
        return;
      }
      selector.keys().forEach(key -> left.add((NioSocket) key.attachment()));
      left.forEach(NioSocket::close);
      closed = true;
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the selector failed", e);
    } finally {
      polling.unlock();
    }
  }

  @Override
  public String toString() {
    return "NIO driver";
  }
}
