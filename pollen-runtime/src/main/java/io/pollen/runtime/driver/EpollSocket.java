package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.sys.SocketCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A descriptor with its readiness: what streams and listeners on epoll share.
final class EpollSocket {
  // --- constant ---
  final int fd;
  final StandardProtocolFamily family;
  final Readiness readiness;

  // --- under this object's monitor until REGISTERED is set, constant from then on ---
  private @Nullable EpollDriver driver;

  /// Set by the slab before the slot is published.
  long token;

  EpollSocket(int fd, StandardProtocolFamily family, long initial) {
    this.fd = fd;
    this.family = family;
    this.readiness = new Readiness(initial);
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

  void close() {
    WakeBatch wakes = new WakeBatch();
    if (readiness.close(wakes) == Readiness.Closing.NOW) {
      release();
    }
    wakes.wakeAll();
  }

  /// Nobody is inside and nobody will be.
  private void release() {
    EpollDriver bound;
    synchronized (this) {
      bound = driver;
    }
    if (bound != null) {
      bound.deregister(this); // first: the number may be reused as soon as it is closed
    }
    StreamCalls.close(fd);
  }

  InetSocketAddress localAddress() throws IOException {
    enter();
    try {
      return SocketCalls.localAddress(fd);
    } finally {
      leave();
    }
  }

  private record IntOption(int level, int name, boolean isBoolean) {}

  private static final Map<SocketOption<?>, IntOption> OPTIONS =
      Map.of(
          StandardSocketOptions.SO_REUSEADDR,
          new IntOption(SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, true),
          StandardSocketOptions.SO_REUSEPORT,
          new IntOption(SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEPORT, true),
          StandardSocketOptions.SO_KEEPALIVE,
          new IntOption(SocketCalls.SOL_SOCKET, SocketCalls.SO_KEEPALIVE, true),
          StandardSocketOptions.SO_SNDBUF,
          new IntOption(SocketCalls.SOL_SOCKET, SocketCalls.SO_SNDBUF, false),
          StandardSocketOptions.SO_RCVBUF,
          new IntOption(SocketCalls.SOL_SOCKET, SocketCalls.SO_RCVBUF, false),
          StandardSocketOptions.TCP_NODELAY,
          new IntOption(SocketCalls.IPPROTO_TCP, SocketCalls.TCP_NODELAY, true));

  private IntOption find(SocketOption<?> option) {
    boolean six = family == StandardProtocolFamily.INET6;
    if (option == TcpOptions.TTL) {
      return six
          ? new IntOption(SocketCalls.IPPROTO_IPV6, SocketCalls.IPV6_UNICAST_HOPS, false)
          : new IntOption(SocketCalls.IPPROTO_IP, SocketCalls.IP_TTL, false);
    }
    if (option == StandardSocketOptions.IP_TOS) {
      return six
          ? new IntOption(SocketCalls.IPPROTO_IPV6, SocketCalls.IPV6_TCLASS, false)
          : new IntOption(SocketCalls.IPPROTO_IP, SocketCalls.IP_TOS, false);
    }
    IntOption known = OPTIONS.get(option);
    if (known == null) {
      throw new UnsupportedOperationException("the epoll driver does not know " + option);
    }
    return known;
  }

  <T> void option(SocketOption<T> option, T value) throws IOException {
    enter();
    try {
      int result;
      if (option == StandardSocketOptions.SO_LINGER) {
        result = SocketCalls.linger(fd, (Integer) value);
      } else {
        IntOption known = find(option);
        int number = known.isBoolean() ? ((Boolean) value ? 1 : 0) : (Integer) value;
        result = SocketCalls.option(fd, known.level(), known.name(), number);
      }
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
      if (option == StandardSocketOptions.SO_LINGER) {
        int linger = SocketCalls.linger(fd);
        if (linger < -1) {
          throw SocketErrors.of("getsockopt " + option, -linger);
        }
        return option.type().cast(linger);
      }
      IntOption known = find(option);
      long result = SocketCalls.option(fd, known.level(), known.name());
      if (result < 0) {
        throw SocketErrors.of("getsockopt " + option, (int) -result);
      }
      return option.type().cast(known.isBoolean() ? (Object) (result != 0) : (Object) (int) result);
    } finally {
      leave();
    }
  }
}
