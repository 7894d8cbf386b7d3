package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import io.pollen.runtime.sys.AbstractName;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A channel with its key and its waiters: what all sockets, and pipes, on NIO share.
final class NioSocket {
  private static final int READERS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
  private static final int WRITERS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

  // --- constant ---
  private final SelectableChannel channel;
  private final StandardProtocolFamily family;

  // --- every thread ---
  private final AtomicReference<@Nullable Waker> reader = new AtomicReference<>();
  private final AtomicReference<@Nullable Waker> writer = new AtomicReference<>();

  /// The operations that the selector has found, for [#pollReady].
  private final AtomicInteger found = new AtomicInteger();

  /// Set once, under this object's monitor.
  private volatile @Nullable Binding binding;

  // --- under this object's monitor ---
  private boolean closed;

  private record Binding(NioDriver driver, SelectionKey key) {}

  /// @param family of a pipe it is not asked for
  NioSocket(SelectableChannel channel, StandardProtocolFamily family) throws IOException {
    this.channel = channel;
    this.family = family;
    channel.configureBlocking(false);
  }

  StandardProtocolFamily family() {
    return family;
  }

  /// Waits for the operations `interest`, of one side. Level-triggered: the caller need not look
  /// again.
  ///
  /// @throws ClosedChannelException when the channel was closed before, or is being closed: its
  ///   close() may have looked for the waker too early
  void await(Context cx, int interest) throws IOException {
    (((interest & READERS) != 0) ? reader : writer).set(cx.waker());
    Binding to = bind(cx);
    try {
      // After the waker. Pairs with the driver's dispatch(), which takes the bit first.
      to.key().interestOpsOr(interest);
    } catch (CancelledKeyException e) {
      throw SocketErrors.because(new ClosedChannelException(), e);
    }
    to.driver().signal();
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private Binding bind(Context cx) throws IOException {
    Binding bound = binding;
    if (bound != null) {
      return bound;
    }
    synchronized (this) { // the reader and the writer may both come here
      bound = binding;
      if (bound == null) {
        if (closed) {
          throw new ClosedChannelException();
        }
        NioDriver found = NioDriver.of(cx);
        bound = new Binding(found, found.register(channel, this));
        binding = bound;
      }
      return bound;
    }
  }

  /// Whether the selector has found `interest` since this was asked last; if not, waits for it.
  boolean pollReady(Context cx, int interest) throws IOException {
    if ((found.getAndUpdate(ops -> ops & ~interest) & interest) != 0) {
      return true;
    }
    await(cx, interest);
    return false;
  }

  /// The selector found the operations `ready`, and their bits are off by now.
  void ready(int ready, WakeBatch wakes) {
    found.getAndUpdate(ops -> ops | ready); // before the wakers: who is woken asks for it
    if ((ready & READERS) != 0) {
      wakes.add(reader.getAndSet(null));
    }
    if ((ready & WRITERS) != 0) {
      wakes.add(writer.getAndSet(null));
    }
  }

  void forgetReader() {
    reader.set(null);
  }

  void forgetWriter() {
    writer.set(null);
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /// Closes a socket whose port is to be free afterwards. A stream's is not worth the wait.
  void closeAndRelease() {
    close();
    Binding bound = binding;
    if (bound != null) {
      bound.driver().awaitRelease();
    }
  }

  void close() {
    Binding bound;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      bound = binding;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone whatever the system says, and there is nothing to be done about it.
      System.getLogger("io.pollen.driver")
          .log(System.Logger.Level.DEBUG, "closing a channel failed", e);
    }
    WakeBatch wakes = new WakeBatch();
    wakes.add(reader.getAndSet(null));
    wakes.add(writer.getAndSet(null));
    wakes.wakeAll();
    if (bound != null) {
      bound.driver().deregistered();
    }
  }

  private NetworkChannel network() {
    return (NetworkChannel) channel;
  }

  <T> void option(SocketOption<T> option, T value) throws IOException {
    network().setOption(known(option), value);
  }

  <T> T option(SocketOption<T> option) throws IOException {
    return network().getOption(known(option));
  }

  /// For what [TcpOptions] adds, the option by which the JDK knows it, when `jdk.net` is there.
  @SuppressWarnings("unchecked") // the same type
  private <T> SocketOption<T> known(SocketOption<T> option) {
    if (!TcpOptions.isOwn(option)) {
      return option;
    }
    for (SocketOption<?> its : network().supportedOptions()) {
      if (its.name().equals(option.name()) && its.type() == option.type()) {
        return (SocketOption<T>) its;
      }
    }
    throw new UnsupportedOperationException(
        "the NIO driver cannot set %s: java.nio has no such option (epoll has)".formatted(option));
  }

  SocketAddress localAddress() throws IOException {
    SocketAddress local = network().getLocalAddress();
    if (local == null) {
      throw new IllegalStateException("the socket is not bound: bind or connect it first");
    }
    return local;
  }

  /// Refuses what `java.nio` has no address for.
  static SocketAddress known(SocketAddress address) {
    if (address instanceof AbstractName) {
      throw new UnsupportedOperationException(
          "the NIO driver has no abstract names: use a path, or the epoll driver");
    }
    return address;
  }
}
