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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One worker's selector: the driver of every system that has no better one.
///
/// Interest is one-shot: an operation that waits stores its waker and adds its bit to the key; an
/// event takes the bit away and then takes the waker. In that order on both sides a waker can never
/// stay behind without its bit. The selector is level-triggered, so no readiness is cached and no
/// edge can be lost.
///
/// A key that changes while somebody selects takes effect at the next selection only: whoever
/// changes it looks at `selecting` afterwards and ends the selection.
final class NioDriver implements Driver {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  // --- constant ---
  private final Selector selector;
  private final ReentrantLock polling = new ReentrantLock();

  // --- every thread ---
  private final AtomicInteger registered = new AtomicInteger();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicReference<@Nullable WakeBatch> spareBatch = new AtomicReference<>();
  private volatile boolean selecting;
  private volatile boolean ownerWaits;
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
    return switch (cx.find(Driver.class)) {
      case NioDriver own -> own;
      case null ->
          throw new IllegalStateException(
              "a socket needs a Pollen runtime: await it inside AsyncRuntime.blockOn or"
                  + " Pollen.run");
      case Driver other ->
          throw new IllegalStateException(
              "the socket was opened by a NIO driver, but this task runs on " + other);
    };
  }

  @Override
  public int poll(long timeoutNanos) {
    lockAsOwner();
    WakeBatch wakes = takeBatch();
    int count;
    try {
      selecting = timeoutNanos != 0;
      // A sibling's tryPoll() may have swallowed the wake-up: the flag is what counts. Pairs with
      // wakeup() and interested(), which set first and look at `selecting` then.
      count = dispatch(woken.get() ? 0 : timeoutNanos, wakes);
      selecting = false;
      if (woken.get()) {
        woken.getAndSet(false); // Pairs with wakeup(): what its caller did before is visible now.
      }
    } finally {
      selecting = false;
      polling.unlock();
    }
    fire(wakes);
    releaseKeys();
    return count;
  }

  private void lockAsOwner() {
    if (polling.tryLock()) {
      return;
    }
    // Pairs with the look in tryWait: announced first, then signalled.
    ownerWaits = true;
    endTryWait();
    polling.lock();
    ownerWaits = false;
  }

  @Override
  public int tryWait(long timeoutNanos, BooleanSupplier mayWait) {
    if (!polling.tryLock()) {
      return -1;
    }
    WakeBatch wakes = takeBatch();
    int count;
    try {
      // Pairs with endTryWait() and interested(): this says first that it selects, and looks then.
      selecting = timeoutNanos != 0;
      count = dispatch(ownerWaits || !mayWait.getAsBoolean() ? 0 : timeoutNanos, wakes);
    } finally {
      selecting = false;
      polling.unlock();
    }
    fire(wakes);
    releaseKeys();
    return count;
  }

  @Override
  public void endTryWait() {
    interested();
  }

  @Override
  public int tryPoll() {
    if (!polling.tryLock()) {
      return 0;
    }
    WakeBatch wakes = takeBatch();
    int count;
    try {
      count = dispatch(0, wakes);
    } finally {
      polling.unlock();
    }
    fire(wakes);
    releaseKeys();
    return count;
  }

  private int dispatch(long timeoutNanos, WakeBatch wakes) {
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

  private WakeBatch takeBatch() {
    WakeBatch spare = spareBatch.getAndSet(null);
    return spare != null ? spare : new WakeBatch();
  }

  private void fire(WakeBatch wakes) {
    wakes.wakeAll();
    spareBatch.set(wakes);
  }

  @Override
  public void wakeup() {
    if (!woken.getAndSet(true) && selecting) {
      selector.wakeup();
    }
  }

  /// An interest has changed: a selection that is under way must start again to see it.
  void interested() {
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
    interested();
    releaseKeys();
  }

  /// Waits until the selector has released what was closed before. Whoever selects is woken, so
  /// this takes no longer than that thread needs to come back.
  void awaitRelease() {
    long mine = closes.get();
    while (released < mine && !closed) {
      interested();
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
      fire(wakes);
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
