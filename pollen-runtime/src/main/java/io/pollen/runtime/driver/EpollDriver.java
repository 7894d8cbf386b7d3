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
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/// An epoll instance of some workers. Sockets are registered once, edge-triggered, with all
/// interests; [Readiness] keeps what the edges said.
///
/// Two locks, never taken in the other order: `polling` of [PolledDriver], and `gate`, which guards
/// the slab, the eventfd and the end of it all.
final class EpollDriver extends DescriptorDriver {
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
  private final ReentrantLock gate = new ReentrantLock();

  // --- under the gate ---
  private final Slab<EpollSocket> slab = new Slab<>();

  // --- under the lock ---
  private boolean hasMore;

  // --- every thread ---
  private volatile int registered;
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

  /// The epoll instance that serves the worker that polls with `cx`.
  static EpollDriver of(Context cx) {
    return switch (PolledDriver.of(cx)) {
      case EpollDriver own -> own;
      case RingDriver ring -> ring.readiness();
      case Driver other -> throw foreign("an epoll", other);
    };
  }

  @Override
  int dispatch(long timeoutNanos, WakeBatch wakes) {
    if (closed) {
      return 0;
    }
    int fetched = EpollCalls.await(epoll, events, capacity, timeoutNanos);
    hasMore = fetched == capacity;
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

  /// What becomes readable when there are events.
  int descriptor() {
    return epoll;
  }

  /// Whether the last look may have left events behind. Under the lock of whoever looks.
  boolean hasMore() {
    return hasMore;
  }

  private static long bits(int events) {
    return ((events & READ_EVENTS) != 0 ? Readiness.READABLE : 0)
        | ((events & WRITE_EVENTS) != 0 ? Readiness.WRITABLE : 0)
        | ((events & (EpollCalls.EPOLLRDHUP | EpollCalls.EPOLLHUP)) != 0
            ? Readiness.READ_CLOSED
            : 0)
        | ((events & URGENT_EVENTS) != 0 ? Readiness.PRIORITY : 0);
  }

  @Override
  void signal() {
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
  EpollStream stream(EpollSocket socket) {
    return new EpollStream(socket);
  }

  @Override
  ListenSocket listener(EpollSocket socket) {
    return new EpollListener(socket);
  }

  @Override
  public void close() {
    Source[] left;
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
    for (Source socket : left) {
      socket.close();
    }
  }

  @Override
  public String toString() {
    return "epoll driver";
  }
}
