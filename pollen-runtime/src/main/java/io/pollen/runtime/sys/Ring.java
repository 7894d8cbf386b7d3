package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One io_uring: requests go into a ring of submissions, answers come out of a ring of completions,
/// both in memory that is shared with the kernel.
///
/// Whoever calls sees to the order: one thread at a time writes requests ([#recvMultishot] and the
/// like, [#announce], [#submit]), one at a time fetches completions ([#completions] and the like,
/// [#advance]), and [#enter] may be called beside both. After [#close] nothing is called.
///
/// Figures are from linux/io_uring.h; the order of the memory accesses from io_uring(7).
public final class Ring implements AutoCloseable {
  /// In a completion's flags: the request lives on and will complete again.
  public static final int MORE = 1 << 1;

  /// In a completion's flags: the bytes are in a buffer of the [BufferRing].
  public static final int BUFFER = 1;

  /// The flags of a completion hold the buffer's number from here on.
  public static final int BUFFER_SHIFT = 16;

  // opcodes
  private static final byte POLL_ADD = 6;
  private static final byte ACCEPT = 13;
  private static final byte ASYNC_CANCEL = 14;
  private static final byte READ = 22;
  private static final byte SEND = 26;
  private static final byte RECV = 27;
  private static final int SEND_ZC = 47;

  // of a submission: its layout, and its flags
  private static final long SQE_BYTES = 64;
  private static final long FLAGS = 1;
  private static final long IOPRIO = 2;
  private static final long FD = 4;
  private static final long OFFSET = 8;
  private static final long ADDRESS = 16;
  private static final long LENGTH = 24;
  private static final long OP_FLAGS = 28;
  private static final long USER_DATA = 32;
  private static final long GROUP = 40;
  private static final byte BUFFER_SELECT = 1 << 5;
  private static final byte SKIP_SUCCESS = 1 << 6;
  private static final int POLL_MULTISHOT = 1;
  private static final short ACCEPT_MULTISHOT = 1;
  private static final short RECV_MULTISHOT = 1 << 1;
  private static final int CANCEL_ALL = 1;
  private static final int CANCEL_ANY = 1 << 2;

  // of a completion
  private static final long CQE_BYTES = 16;

  // setup
  private static final int SETUP_CQSIZE = 1 << 3;
  private static final int SETUP_CLAMP = 1 << 4;
  private static final int SETUP_SUBMIT_ALL = 1 << 7;
  private static final int SETUP_COOP_TASKRUN = 1 << 8;
  private static final int SETUP_TASKRUN_FLAG = 1 << 9;
  private static final int FEAT_SINGLE_MMAP = 1;
  private static final int FEAT_NODROP = 1 << 1;
  private static final int FEAT_EXT_ARG = 1 << 8;
  private static final int NEEDED = FEAT_SINGLE_MMAP | FEAT_NODROP | FEAT_EXT_ARG;
  private static final long SQES_AT = 0x1000_0000;

  // enter
  private static final int GETEVENTS = 1;
  private static final int EXT_ARG = 1 << 3;

  // flags that the kernel sets in the ring of submissions
  private static final int CQ_OVERFLOW = 1 << 1;
  private static final int TASKRUN = 1 << 2;

  // register
  private static final int REGISTER_PROBE = 8;
  private static final int PROBE_OPS = 64;
  private static final long PROBE_HEADER = 16;
  private static final long PROBE_OP = 8;
  private static final int OP_SUPPORTED = 1;

  private static final VarHandle INT =
      MethodHandles.insertCoordinates(JAVA_INT.varHandle(), 1, 0L).withInvokeExactBehavior();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  // --- constant ---
  private final int fd;
  private final MemorySegment rings;
  private final MemorySegment entries;
  private final int submissionMask;
  private final int completionMask;
  private final int capacity;
  private final MemorySegment submissionHead;
  private final MemorySegment submissionTail;
  private final MemorySegment submissionFlags;
  private final MemorySegment completionHead;
  private final MemorySegment completionTail;
  private final MemorySegment completions;

  /// Where a wait finds its timeout: one thread at a time waits.
  private final MemorySegment waitArgument;

  private final MemorySegment timeout;
  private final Arena arena = Arena.ofShared();

  // --- who writes requests ---
  private int tail;

  /// Requests before this one may be with the kernel.
  private int announced;

  // --- who fetches completions ---
  private int head;

  private Ring(int fd, MemorySegment params, MemorySegment rings, MemorySegment entries) {
    this.fd = fd;
    this.rings = rings;
    this.entries = entries;
    capacity = params.get(JAVA_INT, offset("sq_entries"));
    long submissions = offset("sq_off");
    long answers = offset("cq_off");
    submissionHead = word(params, submissions, 0);
    submissionTail = word(params, submissions, 1);
    submissionMask = word(params, submissions, 2).get(JAVA_INT, 0);
    submissionFlags = word(params, submissions, 4);
    completionHead = word(params, answers, 0);
    completionTail = word(params, answers, 1);
    completionMask = word(params, answers, 2).get(JAVA_INT, 0);
    completions =
        rings.asSlice(Integer.toUnsignedLong(params.getAtIndex(JAVA_INT, answers / 4 + 5)));
    // The kernel looks submissions up through an array of indexes: it stays the identity.
    MemorySegment array = word(params, submissions, 6).reinterpret(4L * capacity);
    for (int i = 0; i < capacity; i++) {
      array.setAtIndex(JAVA_INT, i, i);
    }
    timeout = arena.allocate(EpollCalls.TIMESPEC);
    waitArgument = arena.allocate(RingCalls.GETEVENTS_ARG);
  }

  private static long offset(String field) {
    return RingCalls.PARAMS.byteOffset(PathElement.groupElement(field));
  }

  /// The int to which entry `index` of a table of offsets points.
  private MemorySegment word(MemorySegment params, long table, int index) {
    return rings.asSlice(Integer.toUnsignedLong(params.getAtIndex(JAVA_INT, table / 4 + index)), 4);
  }

  /// Makes a ring whose completions are delivered when a thread enters, or waits in, the kernel.
  ///
  /// @param submissions how many requests may wait to be submitted, a power of two
  /// @param completions how many completions have room, a power of two; more are kept by the kernel
  /// @throws ErrnoException when the kernel has no io_uring, or forbids it (`ENOSYS`, `EPERM`), or
  ///   when it is older than Linux 6.0 (`EINVAL`)
  public static Ring open(int submissions, int completions) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(RingCalls.PARAMS);
      params.set(JAVA_INT, offset("cq_entries"), completions);
      params.set(
          JAVA_INT,
          offset("flags"),
          SETUP_CQSIZE | SETUP_CLAMP | SETUP_SUBMIT_ALL | SETUP_COOP_TASKRUN | SETUP_TASKRUN_FLAG);
      int fd = RingCalls.setup(submissions, params);
      if (fd < 0) {
        throw new ErrnoException("io_uring_setup", -fd);
      }
      boolean done = false;
      try {
        Ring ring = map(fd, params);
        done = true;
        return ring;
      } finally {
        if (!done) {
          StreamCalls.close(fd);
        }
      }
    }
  }

  private static Ring map(int fd, MemorySegment params) throws ErrnoException {
    if ((params.get(JAVA_INT, offset("features")) & NEEDED) != NEEDED || !receivesMultishot(fd)) {
      throw new ErrnoException("io_uring_setup", Errno.EINVAL);
    }
    int submissions = params.get(JAVA_INT, offset("sq_entries"));
    int completions = params.get(JAVA_INT, offset("cq_entries"));
    long array = Integer.toUnsignedLong(params.getAtIndex(JAVA_INT, offset("sq_off") / 4 + 6));
    long answers = Integer.toUnsignedLong(params.getAtIndex(JAVA_INT, offset("cq_off") / 4 + 5));
    long bytes = Math.max(array + 4L * submissions, answers + CQE_BYTES * completions);
    MemorySegment rings = Pages.map(fd, 0, bytes);
    boolean done = false;
    try {
      MemorySegment entries = Pages.map(fd, SQES_AT, SQE_BYTES * submissions);
      done = true;
      return new Ring(fd, params, rings, entries);
    } finally {
      if (!done) {
        Pages.unmap(rings);
      }
    }
  }

  /// Multishot receives came with Linux 6.0 and cannot be asked for; an operation that came with
  /// them can.
  private static boolean receivesMultishot(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment probe =
          arena.allocate(
              MemoryLayout.sequenceLayout(PROBE_HEADER + PROBE_OP * PROBE_OPS, JAVA_BYTE)
                  .withByteAlignment(8));
      return RingCalls.register(fd, REGISTER_PROBE, probe, PROBE_OPS) >= 0
          && (probe.get(JAVA_SHORT, PROBE_HEADER + PROBE_OP * SEND_ZC + 2) & OP_SUPPORTED) != 0;
    }
  }

  int fd() {
    return fd;
  }

  // --- requests ---

  /// Receives what arrives, again and again, into buffers of `group`. Room for a request must be
  /// there, see [#hasRoom]; so with all of them.
  public void recvMultishot(int socket, int group, long userData) {
    long at = begin(RECV, socket, userData);
    entries.set(JAVA_BYTE, at + FLAGS, BUFFER_SELECT);
    entries.set(JAVA_SHORT, at + IOPRIO, RECV_MULTISHOT);
    entries.set(JAVA_SHORT, at + GROUP, (short) group);
    commit();
  }

  /// Sends all of `length` bytes at `address`, which stay until its completion.
  ///
  /// @return its ticket, for [#lengthen]
  public int send(int socket, long address, int length, long userData) {
    long at = begin(SEND, socket, userData);
    entries.set(JAVA_LONG, at + ADDRESS, address);
    entries.set(JAVA_INT, at + LENGTH, length);
    entries.set(JAVA_INT, at + OP_FLAGS, StreamCalls.MSG_NOSIGNAL | StreamCalls.MSG_WAITALL);
    commit();
    return tail - 1;
  }

  /// Whether the request with that ticket is not with the kernel yet.
  public boolean isKept(int ticket) {
    return ticket - announced >= 0;
  }

  /// Makes a send that is kept send that many bytes.
  public void lengthen(int ticket, int length) {
    entries.set(JAVA_INT, (ticket & submissionMask) * SQE_BYTES + LENGTH, length);
  }

  /// Reads up to `length` bytes at `offset` of a file to `address`, which is the kernel's until the
  /// completion.
  public void read(int file, long offset, long address, int length, long userData) {
    long at = begin(READ, file, userData);
    entries.set(JAVA_LONG, at + OFFSET, offset);
    entries.set(JAVA_LONG, at + ADDRESS, address);
    entries.set(JAVA_INT, at + LENGTH, length);
    commit();
  }

  /// Accepts connections, again and again; their descriptors are non-blocking and close-on-exec.
  public void acceptMultishot(int listener, long userData) {
    long at = begin(ACCEPT, listener, userData);
    entries.set(JAVA_SHORT, at + IOPRIO, ACCEPT_MULTISHOT);
    entries.set(JAVA_INT, at + OP_FLAGS, SocketCalls.FLAGS);
    commit();
  }

  /// Tells of `events` (those of epoll) as they come, like edges; first of those that hold now.
  public void pollMultishot(int descriptor, int events, long userData) {
    long at = begin(POLL_ADD, descriptor, userData);
    entries.set(JAVA_INT, at + LENGTH, POLL_MULTISHOT);
    entries.set(JAVA_INT, at + OP_FLAGS, events);
    commit();
  }

  /// Ends the request that has the user data `target`: its last completion says so. This one's own
  /// completion, with `userData`, comes only when there is no such request any more.
  public void cancel(long target, long userData) {
    long at = begin(ASYNC_CANCEL, -1, userData);
    entries.set(JAVA_BYTE, at + FLAGS, SKIP_SUCCESS);
    entries.set(JAVA_LONG, at + ADDRESS, target);
    commit();
  }

  /// Ends all requests.
  public void cancelAll(long userData) {
    long at = begin(ASYNC_CANCEL, -1, userData);
    entries.set(JAVA_INT, at + OP_FLAGS, CANCEL_ALL | CANCEL_ANY);
    commit();
  }

  private long begin(byte operation, int descriptor, long userData) {
    long at = (tail & submissionMask) * SQE_BYTES;
    entries.asSlice(at, SQE_BYTES).fill((byte) 0);
    entries.set(JAVA_BYTE, at, operation);
    entries.set(JAVA_INT, at + FD, descriptor);
    entries.set(JAVA_LONG, at + USER_DATA, userData);
    return at;
  }

  private void commit() {
    INT.setRelease(submissionTail, ++tail); // the kernel reads the entry after the tail
  }

  /// Whether a request can be written.
  public boolean hasRoom() {
    return unsubmitted() < capacity;
  }

  private int unsubmitted() {
    return tail - (int) INT.getAcquire(submissionHead);
  }

  /// How many requests the kernel has not taken yet. From now on they may be with the kernel: an
  /// [#enter] hands them in.
  public int announce() {
    announced = tail;
    return unsubmitted();
  }

  /// Hands all requests to the kernel now.
  ///
  /// @return their number, or a negative errno
  public int submit() {
    return RingCalls.enter(fd, announce(), 0, 0, MemorySegment.NULL);
  }

  /// Hands requests to the kernel, and waits for a completion. One thread at a time.
  ///
  /// @param submit what [#announce] has answered
  /// @param timeoutNanos 0 fetches what is there, negative waits without limit
  /// @return how many were taken, or a negative errno; `-ETIME` when the time has passed
  public int enter(int submit, long timeoutNanos) {
    if (timeoutNanos <= 0) {
      int atLeast = timeoutNanos < 0 ? 1 : 0;
      return RingCalls.enter(fd, submit, atLeast, GETEVENTS, MemorySegment.NULL);
    }
    timeout.set(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
    timeout.set(JAVA_LONG, 8, timeoutNanos % NANOS_PER_SECOND);
    waitArgument.set(JAVA_LONG, 16, timeout.address());
    return RingCalls.enter(fd, submit, 1, GETEVENTS | EXT_ARG, waitArgument);
  }

  // --- completions ---

  /// How many completions can be fetched.
  public int completions() {
    return (int) INT.getAcquire(completionTail) - head; // pairs with the kernel's release
  }

  /// Whether the kernel keeps completions that it delivers only to who enters.
  public boolean keepsCompletions() {
    return ((int) INT.getOpaque(submissionFlags) & (CQ_OVERFLOW | TASKRUN)) != 0;
  }

  private long completion(int index) {
    return ((head + index) & completionMask) * CQE_BYTES;
  }

  /// The user data of the completion at `index`, counted from the oldest.
  public long userData(int index) {
    return completions.get(JAVA_LONG, completion(index));
  }

  /// Its result: a count, a descriptor, event bits, or a negative errno.
  public int result(int index) {
    return completions.get(JAVA_INT, completion(index) + 8);
  }

  /// Its flags.
  public int flags(int index) {
    return completions.get(JAVA_INT, completion(index) + 12);
  }

  /// Gives the room of the oldest `count` completions back.
  public void advance(int count) {
    head += count;
    INT.setRelease(completionHead, head);
  }

  /// Releases the memory. Every request must have had its last completion: one that has not may
  /// still write into its buffer.
  @Override
  public void close() {
    Pages.unmap(entries);
    Pages.unmap(rings);
    StreamCalls.close(fd);
    arena.close();
  }
}
