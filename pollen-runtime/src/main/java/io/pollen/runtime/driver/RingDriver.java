package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.seam.Idler;
import io.pollen.runtime.sys.EpollCalls;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.Ring;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One worker's io_uring: streams receive and listeners accept by multishot requests, into buffers
/// that the kernel chooses, small writes are sent together, and small reads of files wait for the
/// device. For all that is only waited for (full sockets, connects, datagrams, pipes, foreign
/// descriptors, wake-ups) it has an epoll instance, which is one more request of the ring.
///
/// Two locks, never taken in the other order: `polling` of [PolledDriver] is held by whoever
/// fetches completions; `gate` guards the slab, the ring of submissions and the end of it all.
///
/// **Who hands in.** Requests are handed to the kernel with the next poll, together. Only the owner
/// may count on its own next poll, and only until somebody else waits in its place: it is `owner`
/// then no more. Every other thread that writes a request signals, and sends nothing by the ring.
/// For the kernel a request belongs to the thread that handed it in, and gets no further when that
/// thread ends: its last completion says `ECANCELED`, and it is made again.
///
/// User data of a request:
///
/// | bits  | meaning                                                    |
/// |-------|------------------------------------------------------------|
/// | 0-27  | the source's slot                                          |
/// | 28-29 | 0 a read of a file, 1 a receive, 2 an accept, 3 a send     |
/// | 32-62 | the slot's generation                                      |
/// | all   | −1: the epoll instance has events; −2: of no interest      |
final class RingDriver extends DescriptorDriver {
  /// Requests that are handed in together, and completions that have room, as Netty and Tokio have
  /// them.
  private static final int SUBMISSIONS = 256;

  private static final int COMPLETIONS = 4096;

  private static final long READINESS = -1;
  private static final long NOTHING = -2;
  private static final long RECEIVE = 1L << 28;
  private static final long ACCEPT = 2L << 28;
  static final long SEND = 3L << 28;
  private static final long KIND = 3L << 28;

  /// How long the end waits: for sends that are on their way, and for the kernel to let go of the
  /// memory.
  private static final int SEND_WAITS = 20;

  private static final int LAST_WAITS = 500;
  private static final long WAIT_NANOS = 10_000_000L;

  // --- constant ---
  final Ring ring;
  private final EpollDriver readiness;
  private final int capacity;
  final ReentrantLock gate = new ReentrantLock();
  private final Arena arena = Arena.ofShared();
  private final RingSends sends;
  private final RingReads reads;

  // --- under the gate ---
  private final Slab<RingRequest> slab = new Slab<>();
  private boolean closing;
  private long begun; // requests

  // --- written under the gate before the first receive; whoever polls has had the gate since ---
  private @Nullable ReceiveBuffers receiveBuffers;

  // --- the polling thread ---
  private long ended; // requests
  private boolean readinessDue;

  // --- every thread ---
  private volatile @Nullable Thread owner;
  private volatile int registered;
  private volatile boolean closed;

  private RingDriver(Ring ring, EpollDriver readiness, int capacity) {
    this.ring = ring;
    this.readiness = readiness;
    this.capacity = capacity;
    sends = new RingSends(this, arena);
    reads = new RingReads(this, arena);
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

  RingSends sends() {
    return sends;
  }

  @Override
  public RingReads fileReads() {
    return reads;
  }

  @Override
  void willPoll() {
    Thread thread = Thread.currentThread();
    if (owner != thread) {
      owner = thread;
    }
  }

  /// Before it hands in, under the gate: what the owner writes before that is handed in here, and
  /// after it the owner knows that it must not count on itself.
  @Override
  void willWait() {
    if (!isOwner()) {
      owner = null;
    }
  }

  /// Whether what the calling thread writes is handed in by its own next poll.
  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  @Override
  void signal() {
    readiness.signal();
  }

  // --- requests that complete again and again ---

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
    if (receiveBuffers == null) {
      receiveBuffers = new ReceiveBuffers(ring, arena);
    }
    ring.recvMultishot(socket, ReceiveBuffers.GROUP, token | RECEIVE);
  }

  /// Writes the request of a [Backlog]. Under the gate.
  void accept(int listener, long token) {
    ring.acceptMultishot(listener, token | ACCEPT);
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

  void writeCancel(RingSource source) {
    makeRoom();
    long kind =
        switch (source) {
          case Inbox _ -> RECEIVE;
          case Backlog _ -> ACCEPT;
          default -> SEND;
        };
    ring.cancel(source.token | kind, NOTHING);
  }

  /// Ends the request of `source`, which is forgotten with its last completion. The request holds
  /// the socket open, whatever becomes of its descriptor: it ends now, not with the next poll, or
  /// the peer would not see the close.
  void release(Multishot source) {
    gate.lock();
    try {
      if (closed || source.token == 0) {
        return;
      }
      source.released = true;
      if (source.isIdle()) {
        remove(source);
      } else {
        writeCancel(source);
        handIn();
      }
    } finally {
      gate.unlock();
    }
  }

  @Override
  public void flush() {
    gate.lock();
    try {
      if (!closed) {
        handIn();
      }
    } finally {
      gate.unlock();
    }
  }

  // --- under the gate ---

  boolean isClosed() {
    return closed;
  }

  /// Whether all requests are being ended.
  boolean isClosing() {
    return closing;
  }

  /// One more request is written.
  void begins() {
    begun++;
  }

  void put(RingRequest source) {
    if (source.token == 0) {
      slab.put(source);
      registered = slab.size();
    }
  }

  void remove(RingRequest source) {
    slab.remove(source.token);
    registered = slab.size();
  }

  void makeRoom() {
    if (!findRoom()) {
      throw new IllegalStateException("io_uring takes no more requests: its ring is full");
    }
  }

  /// Whether a request can be written.
  boolean findRoom() {
    if (!ring.hasRoom()) {
      handIn();
    }
    return ring.hasRoom();
  }

  void handIn() {
    check(ring.submit());
  }

  private static void check(int result) {
    switch (-result) {
      // What was not taken is handed in with the next call.
      case Errno.ETIME, Errno.EINTR, Errno.EAGAIN, Errno.EBUSY -> {}
      default -> {
        if (result < 0) {
          throw new IllegalStateException(
              "io_uring failed: " + Errno.describe(-result),
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
    long nextLook = sends.endLingering();
    int submit = announceRequests();
    takeBackBuffers();
    long wait = readinessDue || ring.completions() > 0 ? 0 : Idler.shorter(timeoutNanos, nextLook);
    if (submit > 0 || wait != 0 || ring.keepsCompletions()) {
      check(ring.enter(submit, wait));
    }
    int count = completeAll(Math.min(ring.completions(), capacity), wakes);
    if (readinessDue) {
      count += readiness.dispatch(0, wakes);
      readinessDue = readiness.hasMore();
    }
    return count;
  }

  /// Another thread than the owner hands in at once: between a look at the number of requests and
  /// their submission the owner could add to a send that is gone.
  ///
  /// @return how many the coming wait hands in
  private int announceRequests() {
    gate.lock();
    try {
      if (isOwner()) {
        return ring.announce();
      }
      handIn();
      return 0;
    } finally {
      gate.unlock();
    }
  }

  private void takeBackBuffers() {
    if (receiveBuffers != null) {
      receiveBuffers.takeBack();
    }
  }

  private int completeAll(int fetched, WakeBatch wakes) {
    int count = 0;
    int seen = 0;
    try {
      while (seen < fetched) {
        int index = seen++; // one that throws is not seen again
        count += complete(ring.userData(index), ring.result(index), ring.flags(index), wakes);
      }
    } finally {
      ring.advance(seen);
    }
    return count;
  }

  private int complete(long userData, int result, int flags, WakeBatch wakes) {
    if (userData == NOTHING) {
      return 0;
    }
    boolean isLast = (flags & Ring.MORE) == 0;
    if (isLast) {
      ended++;
    }
    if (userData == READINESS) {
      readinessDue = true;
      if (isLast) {
        awaitReadiness();
      }
      return 0;
    }
    RingRequest source =
        Objects.requireNonNull(
            slab.get(userData & ~KIND), "sources stay until their last completion");
    source.completed(this, result, flags, wakes);
    if (isLast) {
      source.ended(this, result, wakes);
    }
    return 1;
  }

  /// The last completion of a multishot request has been seen to. The polling thread only.
  void ended(Multishot source) {
    gate.lock();
    try {
      source.idles();
      if (source.released) {
        remove(source);
      }
    } finally {
      gate.unlock();
    }
  }

  /// What the kernel has put into `buffer`. The polling thread only.
  Arrival lent(int buffer, int result) {
    return Objects.requireNonNull(receiveBuffers).lent(buffer, result);
  }

  /// Nobody reads it any more. Any thread.
  void giveBack(Arrival arrival) {
    if (arrival.isLent()) {
      Objects.requireNonNull(receiveBuffers).giveBack(arrival);
    }
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
    boolean isLetGo = false;
    polling.lock();
    gate.lock();
    try {
      if (closed) {
        return;
      }
      try {
        endRequests(wakes);
        isLetGo = begun == ended;
      } finally {
        closed = true;
        left = slab.all();
        ring.close();
      }
    } finally {
      gate.unlock();
      polling.unlock();
      wakes.wakeAll();
    }
    for (Source source : left) {
      source.close();
    }
    readiness.close();
    if (isLetGo) {
      arena.close();
    }
  }

  /// Sends that are on their way have a moment; then everything ends.
  private void endRequests(WakeBatch wakes) {
    for (int i = 0; i < SEND_WAITS && sends.areUnderWay(); i++) {
      awaitCompletions(wakes);
    }
    closing = true;
    makeRoom();
    ring.cancelAll(NOTHING);
    for (int i = 0; i < LAST_WAITS && begun != ended; i++) {
      awaitCompletions(wakes);
    }
  }

  private void awaitCompletions(WakeBatch wakes) {
    check(ring.enter(ring.announce(), WAIT_NANOS));
    takeBackBuffers();
    completeAll(ring.completions(), wakes);
  }

  @Override
  public String toString() {
    return "io_uring driver";
  }
}
