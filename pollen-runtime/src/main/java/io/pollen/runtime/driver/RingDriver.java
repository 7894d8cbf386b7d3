package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.BufferRing;
import io.pollen.runtime.sys.EpollCalls;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.Ring;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One worker's io_uring: streams receive and listeners accept by multishot requests, into buffers
/// that the kernel chooses. For all that is only waited for (writes, connects, datagrams, pipes,
/// foreign descriptors, wake-ups) it has an epoll instance, which is one more request of the ring.
///
/// Two locks, never taken in the other order: `polling` of [PolledDriver] is held by whoever
/// fetches completions; `gate` guards the slab, the ring of submissions and the end of it all. The
/// owner's requests are handed to the kernel with its next poll, those of other threads at once. (A
/// thread that ends takes the requests that it has handed in with it: their last completion says
/// `ECANCELED`, and whoever waits asks again.)
final class RingDriver extends DescriptorDriver {
  /// Requests that are handed in together, and completions that have room, as Netty and Tokio have
  /// them.
  private static final int SUBMISSIONS = 256;

  private static final int COMPLETIONS = 4096;

  /// Memory for what has arrived and was not read: 4 MiB, from the first receive on.
  private static final int BUFFERS = 1024;

  private static final int BUFFER_BYTES = 4 * 1024;
  private static final int GROUP = 1;

  /// With fewer buffers in the kernel's hands than that, bytes are copied out at once: whoever does
  /// not read does not take the buffers of those who do.
  private static final int SCARCE = BUFFERS / 4;

  /// User data beside that of sources, which is a token with one of the kinds below.
  private static final long READINESS = -1;

  private static final long CANCEL = -2;
  private static final long RECEIVE = 1L << 28;
  private static final long ACCEPT = 2L << 28;
  private static final long SEND = 3L << 28;
  private static final long KINDS = 3L << 28;

  /// How long the end waits for the kernel to let go of the memory.
  private static final int LAST_WAITS = 500;

  private static final long LAST_WAIT_NANOS = 10_000_000L;

  // --- constant ---
  private final Ring ring;
  private final EpollDriver readiness;
  private final int capacity;
  private final ReentrantLock gate = new ReentrantLock();
  private final Arena arena = Arena.ofShared();

  // --- under the gate ---
  private final Slab<RingSource> slab = new Slab<>();

  private boolean closing;
  private @Nullable SendBuffers sendBuffers;
  private long begun; // requests

  // --- written under the gate before the first receive ---
  private @Nullable BufferRing buffers;
  private Arrival[] arrivals = {};

  // --- the polling thread ---
  private long ended; // requests
  private int available;
  private boolean readinessDue;

  // --- every thread ---
  private final AtomicReference<@Nullable Arrival> givenBack = new AtomicReference<>();
  private volatile @Nullable Thread owner;
  private volatile int registered;
  private volatile boolean closed;

  private RingDriver(Ring ring, EpollDriver readiness, int capacity) {
    this.ring = ring;
    this.readiness = readiness;
    this.capacity = capacity;
  }

  /// @param capacity how many events one poll fetches at most; the others wait for the next one
  /// @throws ErrnoException when the kernel has no io_uring that will do, or forbids it
  static RingDriver open(int capacity) throws IOException {
    Ring ring = Ring.open(SUBMISSIONS, COMPLETIONS);
    boolean done = false;
    try {
      RingDriver driver = new RingDriver(ring, EpollDriver.open(capacity), capacity);
      driver.awaitReadiness();
      done = true;
      return driver;
    } finally {
      if (!done) {
        ring.close();
      }
    }
  }

  /// The io_uring of the worker that polls with `cx`.
  static RingDriver of(Context cx) {
    Driver found = PolledDriver.of(cx);
    if (found instanceof RingDriver own) {
      return own;
    }
    throw foreign("an io_uring", found);
  }

  EpollDriver readiness() {
    return readiness;
  }

  @Override
  void willPoll() {
    Thread thread = Thread.currentThread();
    if (owner != thread) {
      owner = thread;
    }
  }

  @Override
  void signal() {
    readiness.signal();
  }

  // --- requests ---

  /// Puts the request of `source` in flight.
  void arm(Multishot source) throws IOException {
    gate.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      put(source);
      makeRoom();
      source.write(this);
      begun++;
    } finally {
      gate.unlock();
    }
    if (!isOwner()) {
      signal();
    }
  }

  /// Writes the request of an [Inbox]. Under the gate.
  void receive(int socket, long token) throws IOException {
    if (buffers == null) {
      openBuffers();
    }
    ring.recvMultishot(socket, GROUP, token | RECEIVE);
  }

  private void openBuffers() throws IOException {
    BufferRing opened = BufferRing.register(ring, arena, GROUP, BUFFERS, BUFFER_BYTES);
    arrivals = new Arrival[BUFFERS];
    for (int i = 0; i < BUFFERS; i++) {
      arrivals[i] = Arrival.of(i, opened.buffer(i));
    }
    available = BUFFERS; // no completion before the first request
    buffers = opened;
  }

  /// Writes the request of a [Backlog]. Under the gate.
  void accept(int listener, long token) {
    ring.acceptMultishot(listener, token | ACCEPT);
  }

  /// Sends bytes with the next poll, behind those that wait for it already.
  ///
  /// @return how many bytes were taken; 0 while the last ones are with the kernel, when there is no
  ///   memory for more, or when the caller does not poll
  int send(Outbox out, ByteBuffer[] from, int first) throws ClosedChannelException {
    gate.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (!out.isIdle()) {
        return ring.isKept(out.ticket) ? sendMore(out, from, first) : 0;
      }
      if (!isOwner()) {
        return 0; // it became idle just now: nobody would hand it in soon
      }
      SendBuffers memory = sendBuffers;
      if (memory == null) {
        memory = sendBuffers = new SendBuffers(arena);
      }
      if (memory.isEmpty()) {
        return 0;
      }
      put(out);
      makeRoom();
      out.buffer = memory.take();
      out.filled = memory.fill(out.buffer, 0, from, first);
      out.begins();
      long address = memory.address(out.buffer);
      out.ticket = ring.send(out.socket.fd, address, out.filled, out.token | SEND);
      begun++;
      return out.filled;
    } finally {
      gate.unlock();
    }
  }

  private int sendMore(Outbox out, ByteBuffer[] from, int first) {
    int count = Objects.requireNonNull(sendBuffers).fill(out.buffer, out.filled, from, first);
    out.filled += count;
    ring.lengthen(out.ticket, out.filled);
    return count;
  }

  /// The memory of a send is free again. The polling thread only.
  void sent(Outbox out) {
    gate.lock();
    try {
      Objects.requireNonNull(sendBuffers).give(out.buffer);
      out.idles();
      if (out.released) {
        remove(out);
      }
    } finally {
      gate.unlock();
    }
  }

  /// The stream of `out` is closed: what it has been given is still sent.
  void releaseAfterSend(Outbox out) {
    gate.lock();
    try {
      if (closed || out.token == 0) {
        return;
      }
      out.released = true;
      if (out.isIdle()) {
        remove(out);
      } else {
        handIn();
      }
    } finally {
      gate.unlock();
    }
  }

  /// Hands in what waits for the next poll.
  void flush() {
    gate.lock();
    try {
      if (!closed) {
        handIn();
      }
    } finally {
      gate.unlock();
    }
  }

  /// Whether the calling thread polls this driver soon.
  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  private void put(RingSource source) {
    if (source.token == 0) {
      slab.put(source);
      registered = slab.size();
    }
  }

  private void remove(RingSource source) {
    slab.remove(source.token);
    registered = slab.size();
  }

  private void awaitReadiness() {
    gate.lock();
    try {
      if (closing) {
        return;
      }
      makeRoom();
      ring.pollMultishot(readiness.descriptor(), EpollCalls.EPOLLIN, READINESS);
      begun++;
    } finally {
      gate.unlock();
    }
  }

  /// Ends the request of `source` with the next poll; its last completion comes later.
  void cancel(Multishot source) {
    gate.lock();
    try {
      if (!closed) {
        writeCancel(source);
      }
    } finally {
      gate.unlock();
    }
  }

  private void writeCancel(Multishot source) {
    makeRoom();
    ring.cancel(source.token | (source instanceof Backlog ? ACCEPT : RECEIVE), CANCEL);
  }

  /// Ends the request of `source` and forgets it. The request holds the socket open, whatever
  /// becomes of its descriptor: it ends now, not with the next poll, or the peer would not see the
  /// close.
  void disarm(Multishot source) {
    gate.lock();
    try {
      if (closed || source.token == 0) {
        return;
      }
      if (!source.isIdle()) {
        writeCancel(source);
        handIn();
      }
      remove(source);
    } finally {
      gate.unlock();
    }
  }

  private void makeRoom() {
    if (!ring.hasRoom()) {
      handIn();
      if (!ring.hasRoom()) {
        throw new IllegalStateException("io_uring takes no more requests: its ring is full");
      }
    }
  }

  private void handIn() {
    check(ring.submit());
  }

  private static void check(int result) {
    switch (-result) {
      // What was not taken is handed in with the next call.
      case Errno.ETIME, Errno.EINTR, Errno.EAGAIN, Errno.EBUSY -> {}
      default -> {
        if (result < 0) {
          throw new IllegalStateException(
              "waiting for events failed: " + Errno.describe(-result),
              new ErrnoException("io_uring_enter", -result));
        }
      }
    }
  }

  // --- completions ---

  @Override
  int dispatch(long timeoutNanos, WakeBatch wakes) {
    if (closed) {
      return 0;
    }
    takeBack();
    int submit = handInWithPoll();
    long wait = readinessDue || ring.completions() > 0 ? 0 : timeoutNanos;
    if (submit > 0 || wait != 0 || ring.keepsCompletions()) {
      check(ring.enter(submit, wait));
    }
    int fetched = Math.min(ring.completions(), capacity);
    int count = complete(fetched, wakes);
    if (readinessDue) {
      count += readiness.dispatch(0, wakes);
      readinessDue = readiness.hasMore();
    }
    return count;
  }

  private int handInWithPoll() {
    gate.lock();
    try {
      return ring.handIn();
    } finally {
      gate.unlock();
    }
  }

  private int complete(int fetched, WakeBatch wakes) {
    int count = 0;
    for (int i = 0; i < fetched; i++) {
      long userData = ring.userData(i);
      boolean isLast = (ring.flags(i) & Ring.MORE) == 0;
      if (userData == READINESS) {
        readinessDue = true;
        if (isLast) {
          ended++;
          awaitReadiness();
        }
      } else if (userData != CANCEL) {
        count += complete(userData, ring.result(i), ring.flags(i), wakes);
        if (isLast) {
          ended++;
        }
      }
    }
    ring.advance(fetched);
    return count;
  }

  private int complete(long userData, int result, int flags, WakeBatch wakes) {
    RingSource source = slab.get(userData & ~KINDS);
    if (source == null) {
      completeLate(userData, result, flags);
      return 0;
    }
    source.completed(this, result, flags, wakes);
    if ((flags & Ring.MORE) == 0) {
      source.ended(wakes);
    }
    return 1;
  }

  /// Its source has gone.
  private void completeLate(long userData, int result, int flags) {
    if ((flags & Ring.BUFFER) != 0) {
      giveBack(lent(flags >>> Ring.BUFFER_SHIFT, result));
    } else if ((userData & KINDS) == ACCEPT && result >= 0) {
      StreamCalls.close(result);
    }
  }

  // --- buffers ---

  /// What the kernel has put into `buffer`. The polling thread only.
  Arrival lent(int buffer, int result) {
    Arrival arrival = arrivals[buffer];
    arrival.result = result;
    available--;
    if (result > 0 && available >= SCARCE) {
      return arrival;
    }
    Arrival copy = result > 0 ? arrival.copy() : Arrival.end(result);
    giveBack(arrival);
    takeBack();
    return copy;
  }

  /// Nobody reads it any more. Any thread.
  void giveBack(Arrival arrival) {
    if (!arrival.isLent()) {
      return;
    }
    Arrival latest;
    do {
      latest = givenBack.get();
      arrival.next = latest;
    } while (!givenBack.compareAndSet(latest, arrival));
  }

  /// Shows the kernel what was given back.
  private void takeBack() {
    BufferRing to = buffers;
    if (to == null || givenBack.get() == null) {
      return;
    }
    Arrival arrival = givenBack.getAndSet(null);
    while (arrival != null) {
      to.give(arrival.buffer);
      available++;
      arrival = arrival.next;
    }
    to.publish();
  }

  // --- the rest ---

  @Override
  public int registered() {
    return registered + readiness.registered();
  }

  @Override
  EpollStream stream(EpollSocket socket) {
    return new RingStream(socket);
  }

  @Override
  ListenSocket listener(EpollSocket socket) {
    return new RingListener(socket);
  }

  /// The memory of the buffers is freed when the kernel has let go of it, and not before.
  @Override
  public void close() {
    Source[] left;
    WakeBatch wakes = new WakeBatch();
    polling.lock();
    gate.lock();
    try {
      if (closed) {
        return;
      }
      endRequests(wakes);
      closed = true;
      left = slab.all();
      ring.close();
      if (begun == ended) {
        arena.close();
      }
    } finally {
      gate.unlock();
      polling.unlock();
    }
    wakes.wakeAll();
    for (Source source : left) {
      source.close();
    }
    readiness.close();
  }

  private void endRequests(WakeBatch wakes) {
    closing = true;
    makeRoom();
    ring.cancelAll(CANCEL);
    for (int i = 0; i < LAST_WAITS && begun != ended; i++) {
      check(ring.enter(ring.handIn(), LAST_WAIT_NANOS));
      complete(ring.completions(), wakes);
    }
  }

  @Override
  public String toString() {
    return "io_uring driver";
  }
}
