package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.EpollCalls;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.EventFdCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One worker's epoll instance. Sockets are registered once, edge-triggered, with all interests;
/// [Readiness] keeps what the edges said.
///
/// Two locks, never taken in the other order: `polling` is held by the one thread that waits for or
/// looks at events; `gate` guards the slab, the eventfd and the end of it all. Wakers are called
/// with neither held.
final class EpollDriver implements Driver {
  /// As many as Tokio fetches at a time.
  static final int EVENTS = 1024;

  static final int INTERESTS =
      EpollCalls.EPOLLIN | EpollCalls.EPOLLOUT | EpollCalls.EPOLLRDHUP | EpollCalls.EPOLLET;
  private static final int READ_EVENTS =
      EpollCalls.EPOLLIN | EpollCalls.EPOLLRDHUP | EpollCalls.EPOLLHUP | EpollCalls.EPOLLERR;
  private static final int WRITE_EVENTS =
      EpollCalls.EPOLLOUT | EpollCalls.EPOLLHUP | EpollCalls.EPOLLERR;

  private static final int URGENT_EVENTS =
      EpollCalls.EPOLLPRI | EpollCalls.EPOLLHUP | EpollCalls.EPOLLERR;

  /// The eventfd's token: no slab makes a negative one.
  private static final long WAKE_TOKEN = -1;

  // --- constant ---
  private final int epoll;
  private final int eventFd;
  private final Arena arena = Arena.ofShared();
  private final int capacity;
  private final MemorySegment events;
  private final ReentrantLock polling = new ReentrantLock();
  private final ReentrantLock gate = new ReentrantLock();

  // --- under the gate ---
  private final Slab slab = new Slab();

  // --- every thread ---
  /// A wake-up is under way: set by the first wakeup(), reset by the owner's poll.
  private final AtomicBoolean woken = new AtomicBoolean();

  private final AtomicReference<@Nullable WakeBatch> spareBatch = new AtomicReference<>();
  private volatile int registered;
  private volatile boolean ownerWaits;
  private volatile boolean closed;

  private EpollDriver(int epoll, int eventFd, int capacity) {
    this.epoll = epoll;
    this.eventFd = eventFd;
    this.capacity = capacity;
    events = arena.allocate(EpollCalls.bytesFor(capacity), 16);
  }

  /// @param capacity how many events one poll fetches at most; the others wait for the next one
  static EpollDriver open(int capacity) throws IOException {
    int epoll = EpollCalls.create();
    if (epoll < 0) {
      throw SocketErrors.of("epoll_create1", -epoll);
    }
    int eventFd = EventFdCalls.create();
    if (eventFd < 0) {
      StreamCalls.close(epoll);
      throw SocketErrors.of("eventfd", -eventFd);
    }
    // Edge-triggered: each increment is an edge, so the counter need not be read.
    int added = EpollCalls.add(epoll, eventFd, EpollCalls.EPOLLIN | EpollCalls.EPOLLET, WAKE_TOKEN);
    if (added < 0) {
      StreamCalls.close(eventFd);
      StreamCalls.close(epoll);
      throw SocketErrors.of("epoll_ctl", -added);
    }
    return new EpollDriver(epoll, eventFd, capacity);
  }

  /// The epoll driver of the worker that polls with `cx`.
  static EpollDriver of(Context cx) {
    return switch (cx.find(Driver.class)) {
      case EpollDriver own -> own;
      case null ->
          throw new IllegalStateException(
              "a socket needs a Pollen runtime: await it inside AsyncRuntime.blockOn or"
                  + " Pollen.run");
      case Driver other ->
          throw new IllegalStateException(
              "the socket was opened by an epoll driver, but this task runs on " + other);
    };
  }

  @Override
  public int poll(long timeoutNanos) {
    lockAsOwner();
    WakeBatch wakes = takeBatch();
    int count;
    try {
      // A sibling's tryPoll() may have fetched the eventfd's edge: the flag is what counts. A
      // wakeup() that sets it after this look leaves an edge that ends the wait.
      count = dispatch(woken.get() ? 0 : timeoutNanos, wakes);
      if (woken.get()) {
        woken.getAndSet(false); // Pairs with wakeup(): what its caller did before is visible now.
      }
    } finally {
      polling.unlock();
    }
    fire(wakes);
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
      // Whoever signals after these looks leaves an edge, which nobody fetches but this thread.
      count = dispatch(ownerWaits || !mayWait.getAsBoolean() ? 0 : timeoutNanos, wakes);
    } finally {
      polling.unlock();
    }
    fire(wakes);
    return count;
  }

  @Override
  public void endTryWait() {
    signal();
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
    return count;
  }

  private int dispatch(long timeoutNanos, WakeBatch wakes) {
    if (closed) {
      return 0;
    }
    int fetched = EpollCalls.await(epoll, events, capacity, timeoutNanos);
    if (fetched < 0) {
      if (fetched == -Errno.EINTR) {
        return 0;
      }
      throw new IllegalStateException(
          "waiting for events failed: " + Errno.describe(-fetched),
          new ErrnoException("epoll_wait", -fetched));
    }
    int count = 0;
    for (int i = 0; i < fetched; i++) {
      long token = EpollCalls.token(events, i);
      EpollSocket socket = token == WAKE_TOKEN ? null : slab.get(token);
      if (socket != null) {
        socket.readiness.event(bits(EpollCalls.events(events, i)), wakes);
        count++;
      }
    }
    return count;
  }

  private static long bits(int events) {
    return ((events & READ_EVENTS) != 0 ? Readiness.READABLE : 0)
        | ((events & WRITE_EVENTS) != 0 ? Readiness.WRITABLE : 0)
        | ((events & (EpollCalls.EPOLLRDHUP | EpollCalls.EPOLLHUP)) != 0
            ? Readiness.READ_CLOSED
            : 0)
        | ((events & URGENT_EVENTS) != 0 ? Readiness.PRIORITY : 0);
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
    if (!woken.getAndSet(true)) {
      signal();
    }
  }

  private void signal() {
    gate.lock(); // or the descriptor's number could be somebody else's by now
    try {
      if (!closed) {
        EventFdCalls.signal(eventFd);
      }
    } finally {
      gate.unlock();
    }
  }

  @Override
  public int registered() {
    return registered;
  }

  /// Gives `socket` a slot and asks for its edges, the first of which tells the present state.
  void register(EpollSocket socket) throws IOException {
    gate.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      slab.put(socket);
      int result = EpollCalls.add(epoll, socket.fd, socket.interests, socket.token);
      if (result < 0) {
        slab.remove(socket.token);
        throw SocketErrors.of("epoll_ctl", -result);
      }
      registered = slab.size();
    } finally {
      gate.unlock();
    }
  }

  /// Frees the slot; the close of the descriptor that follows ends its edges, if one follows.
  void deregister(EpollSocket socket, boolean closeFollows) {
    gate.lock();
    try {
      if (!closeFollows && !closed) {
        EpollCalls.remove(epoll, socket.fd);
      }
      slab.remove(socket.token);
      registered = slab.size();
    } finally {
      gate.unlock();
    }
  }

  @Override
  public StreamSocket openStream(StandardProtocolFamily family) throws IOException {
    return EpollOpen.stream(family);
  }

  @Override
  public ListenSocket openListener(StandardProtocolFamily family) throws IOException {
    return EpollOpen.listener(family);
  }

  @Override
  public List<StreamSocket> openStreamPair() throws IOException {
    return EpollOpen.streamPair();
  }

  @Override
  public StreamSocket adoptStream(int fd) throws IOException {
    return EpollOpen.adopted(fd);
  }

  @Override
  public DatagramEndpoint openDatagram(StandardProtocolFamily family) throws IOException {
    return EpollOpen.datagram(family);
  }

  @Override
  public List<DatagramEndpoint> openDatagramPair() throws IOException {
    return EpollOpen.datagramPair();
  }

  @Override
  public List<PipeEnd> openPipe() throws IOException {
    return EpollOpen.pipe();
  }

  @Override
  public PipeEnd openNamedPipe(Context cx, Path path, boolean reads) throws IOException {
    return EpollOpen.namedPipe(cx, path, reads);
  }

  @Override
  public Watch watch(Context cx, int fd, Set<Interest> interests, boolean owned)
      throws IOException {
    return EpollWatch.of(cx, fd, interests, owned);
  }

  @Override
  public void close() {
    EpollSocket[] left;
    polling.lock();
    gate.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      left = slab.all();
      StreamCalls.close(eventFd);
      StreamCalls.close(epoll);
      arena.close();
    } finally {
      gate.unlock();
      polling.unlock();
    }
    for (EpollSocket socket : left) {
      socket.close();
    }
  }

  @Override
  public String toString() {
    return "epoll driver";
  }
}
