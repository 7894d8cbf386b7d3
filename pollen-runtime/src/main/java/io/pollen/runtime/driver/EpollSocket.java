package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.sys.Errno;
import io.pollen.runtime.sys.SocketCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A descriptor with its readiness: what all sockets on epoll share.
final class EpollSocket extends Source {
  // --- constant ---
  final int fd;
  final StandardProtocolFamily family;
  final Readiness readiness;

  /// What epoll is asked for.
  final int interests;

  /// Whether a release closes the descriptor, too. Goes to false at most once, by who releases it.
  private boolean owned;

  // --- set before the socket is shared ---
  private @Nullable Runnable before;

  // --- under this object's monitor until REGISTERED is set, constant from then on ---
  private @Nullable EpollDriver driver;

  EpollSocket(int fd, StandardProtocolFamily family, long initial) {
    this(fd, family, initial, EpollDriver.INTERESTS, true);
  }

  /// A socket that is connected: the first read and write try their luck, so a connection that
  /// never waits is never registered.
  static EpollSocket connected(int fd, StandardProtocolFamily family) {
    return new EpollSocket(fd, family, Readiness.READABLE | Readiness.WRITABLE);
  }

  /// A descriptor that need not be a socket. Of its family nothing is asked then.
  EpollSocket(int fd, StandardProtocolFamily family, long initial, int interests, boolean owned) {
    this.fd = fd;
    this.family = family;
    this.readiness = new Readiness(initial);
    this.interests = interests;
    this.owned = owned;
  }

  /// Runs `first` when nobody is inside any more, before the descriptor is closed.
  void beforeRelease(Runnable first) {
    before = first;
  }

  /// Begins a call on the descriptor. [#leave] must follow, also after an exception from elsewhere.
  ///
  /// @return the readiness, for [Readiness#clear]
  /// @throws ClosedChannelException when it is closed: it has left already
  long enter() throws ClosedChannelException {
    long seen = readiness.enter();
    if ((seen & Readiness.CLOSED) != 0) {
      leave();
      throw new ClosedChannelException();
    }
    return seen;
  }

  void leave() {
    if (readiness.leave()) {
      release();
    }
  }

  /// Ends a call that has used `bits` up (none: 0), as far as the readiness `seen` tells.
  void leave(long bits, long seen) {
    if (bits == 0 ? readiness.leave() : readiness.leaveClearing(bits, seen)) {
      release();
    }
  }

  /// Whether a read may be tried; if not, `waker` is stored. Without entering: there is no call.
  boolean isReadable(Waker waker) {
    return (readiness.look() & Readiness.READABLE) != 0
        || (readiness.awaitReadable(waker) & Readiness.READABLE) != 0;
  }

  /// Whether a write may be tried; if not, `waker` is stored.
  boolean isWritable(Waker waker) {
    return (readiness.look() & Readiness.WRITABLE) != 0
        || (readiness.awaitWritable(waker) & Readiness.WRITABLE) != 0;
  }

  static long bit(Interest interest) {
    return switch (interest) {
      case READABLE -> Readiness.READABLE;
      case WRITABLE -> Readiness.WRITABLE;
      case PRIORITY -> Readiness.PRIORITY;
    };
  }

  /// The readiness when it has `interest`, else [Watch#PENDING] with `waker` stored. The socket is
  /// registered, or a call of its own would have to find out.
  long pollReady(Waker waker, Interest interest) throws ClosedChannelException {
    long bit = bit(interest);
    long seen = readiness.look();
    if ((seen & bit) == 0) {
      seen =
          switch (interest) {
            case READABLE -> readiness.awaitReadable(waker);
            case WRITABLE -> readiness.awaitWritable(waker);
            case PRIORITY -> readiness.awaitPriority(waker);
          };
    }
    if ((seen & Readiness.CLOSED) != 0) {
      throw new ClosedChannelException();
    }
    return (seen & bit) == 0 ? Watch.PENDING : seen;
  }

  /// Registers a socket that was only assumed to be ready: the first edge tells what is true.
  void registerAfresh(Context cx, long bit) throws IOException {
    long seen = enter();
    try {
      if ((seen & Readiness.REGISTERED) == 0) {
        readiness.clear(bit, seen);
        register(cx);
      }
    } finally {
      leave();
    }
  }

  /// Binds the socket to the driver of the worker that polls with `cx`, unless it is bound. The
  /// caller is inside, and has cleared what it saw *before*: the first edge tells the present
  /// state. If it fails, no edge will come, and the next call tries its luck.
  void register(Context cx) throws IOException {
    if ((readiness.look() & Readiness.REGISTERED) != 0) {
      return;
    }
    synchronized (this) { // the reader and the writer may both come here
      if (driver == null) {
        boolean done = false;
        try {
          EpollDriver found = EpollDriver.of(cx);
          found.register(this);
          driver = found;
          readiness.registered();
          done = true;
        } finally {
          if (!done) {
            readiness.assume(Readiness.READABLE | Readiness.WRITABLE);
          }
        }
      }
    }
  }

  boolean isOpen() {
    return (readiness.look() & Readiness.CLOSED) == 0;
  }

  @Override
  void close() {
    WakeBatch wakes = new WakeBatch();
    if (readiness.close(wakes) == Readiness.Closing.NOW) {
      release();
    }
    wakes.wakeAll();
  }

  /// Closes this and leaves the descriptor open: it is the caller's. Nothing touches it afterwards:
  /// it waits for the calls of other threads, none of which waits.
  int giveAway() throws ClosedChannelException {
    WakeBatch wakes = new WakeBatch();
    enter();
    try {
      if (readiness.close(wakes) == Readiness.Closing.ALREADY) {
        throw new ClosedChannelException();
      }
      while (!readiness.releaseAlone()) {
        Thread.yield();
      }
      owned = false;
      release();
    } finally {
      leave();
    }
    wakes.wakeAll();
    return fd;
  }

  /// Nobody is inside and nobody will be.
  private void release() {
    try {
      if (before != null) {
        before.run();
      }
    } finally {
      EpollDriver bound;
      synchronized (this) {
        bound = driver;
      }
      if (bound != null) {
        bound.deregister(this, owned); // first: the number may be reused as soon as it is closed
      }
      if (owned) {
        StreamCalls.close(fd);
      }
    }
  }

  /// The readiness before the next call, which a close forbids.
  long look() throws ClosedChannelException {
    long now = readiness.look();
    if ((now & Readiness.CLOSED) != 0) {
      throw new ClosedChannelException();
    }
    return now;
  }

  /// Clears the readiness `bit` after "would block". The caller is inside.
  ///
  /// @param seen the readiness before the call
  /// @return whether the call may be made again when it is ready; if not, `errno` is a failure
  boolean isClearedAfter(int errno, long bit, long seen, Context cx) throws IOException {
    if (errno == Errno.EAGAIN) {
      readiness.clear(bit, seen);
      register(cx);
      return true;
    }
    return errno == Errno.EINTR;
  }

  /// Whether a call has done nothing for now; if not, `errno` is a failure.
  static boolean wouldWait(int errno) {
    return errno == Errno.EAGAIN || errno == Errno.EINTR;
  }

  /// What of the readiness `seen` before a call that would have waited it has used up. Where no
  /// edge will come it is nothing: the next call tries its luck again.
  static long spent(int errno, long bit, long seen) {
    return errno == Errno.EAGAIN && (seen & Readiness.REGISTERED) != 0 ? bit : 0;
  }

  SocketAddress localAddress() throws IOException {
    enter();
    try {
      return SocketCalls.localAddress(fd);
    } finally {
      leave();
    }
  }

  SocketAddress remoteAddress() throws IOException {
    enter();
    try {
      return SocketCalls.remoteAddress(fd);
    } finally {
      leave();
    }
  }

  void bind(SocketAddress local) throws IOException {
    enter();
    try {
      int result = SocketCalls.bind(fd, local, family);
      if (result < 0) {
        throw SocketErrors.binding(local, -result);
      }
    } finally {
      leave();
    }
  }

  <T> void option(SocketOption<T> option, T value) throws IOException {
    enter();
    try {
      int result = EpollOptions.set(fd, family, option, value);
      if (result < 0) {
        throw SocketErrors.of("setsockopt " + option, -result);
      }
    } finally {
      leave();
    }
  }

  <T> T option(SocketOption<T> option) throws IOException {
    enter();
    try {
      return EpollOptions.get(fd, family, option);
    } finally {
      leave();
    }
  }
}
