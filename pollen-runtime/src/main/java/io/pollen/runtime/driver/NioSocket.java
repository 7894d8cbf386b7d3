package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.Waker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A channel with its key and its waiters: what streams and listeners on NIO share.
final class NioSocket {
  private static final int READERS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
  private static final int WRITERS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

  // --- constant ---
  private final SelectableChannel channel;
  private final NetworkChannel network;
  private final StandardProtocolFamily family;

  // --- every thread ---
  private final AtomicReference<@Nullable Waker> reader = new AtomicReference<>();
  private final AtomicReference<@Nullable Waker> writer = new AtomicReference<>();

  /// Set once, under this object's monitor.
  private volatile @Nullable Binding binding;

  // --- under this object's monitor ---
  private boolean closed;

  private record Binding(NioDriver driver, SelectionKey key) {}

  <C extends SelectableChannel & NetworkChannel> NioSocket(C channel, StandardProtocolFamily family)
      throws IOException {
    this.channel = channel;
    this.network = channel;
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
    to.driver().interested();
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

  /// The selector found the operations `ready`, and their bits are off by now.
  void ready(int ready, WakeBatch wakes) {
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

  <T> void option(SocketOption<T> option, T value) throws IOException {
    refuseOwn(option);
    network.setOption(option, value);
  }

  <T> T option(SocketOption<T> option) throws IOException {
    refuseOwn(option);
    return network.getOption(option);
  }

  /// What [TcpOptions] adds is what `java.nio` lacks, and its channels do not give their descriptor
  /// away.
  private static void refuseOwn(SocketOption<?> option) {
    if (option == TcpOptions.TTL) {
      throw new UnsupportedOperationException(
          "the NIO driver cannot set %s: java.nio has no such option (epoll has)"
              .formatted(option));
    }
  }

  InetSocketAddress localAddress() throws IOException {
    if (network.getLocalAddress() instanceof InetSocketAddress local) {
      return local;
    }
    throw new IllegalStateException("the socket is not bound: bind or connect it first");
  }
}
