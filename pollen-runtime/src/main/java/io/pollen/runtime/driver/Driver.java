package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A worker's source of I/O events, or that of some workers, as their scheduler sees it. Readiness
/// reaches futures through the wakers that they left with their sockets; the scheduler only decides
/// when to look.
///
/// Sockets are opened through a driver but belong to none at first: a socket binds to the driver of
/// the worker on which an operation of it is Pending for the first time, and stays bound to it.
///
/// One thread at a time polls: the owner when it parks, or anybody through [#tryPoll]; while the
/// owner is stuck, one other thread may wait, too. A driver that is shared has no owner: whoever
/// parks waits through [#tryWait], unless somebody does already.
public interface Driver extends AutoCloseable {

  /// Waits for events and wakes the wakers that wait for them. The owner only.
  ///
  /// @param timeoutNanos how long to wait at most: 0 only looks, negative waits without limit
  /// @return how many events arrived
  int poll(long timeoutNanos);

  /// Looks for events without waiting, from any thread, unless somebody else is polling right now:
  /// how the sockets of a worker that is stuck in a long poll are served by the others.
  ///
  /// @return how many events arrived; 0 also when somebody else is polling
  int tryPoll();

  /// Waits for events in the place of an owner that is stuck in a long poll, or as one of several
  /// workers that share the driver, unless somebody else waits. Ends early when an owner wants to
  /// poll. Any thread that is not the owner. A driver that workers share must have this.
  ///
  /// @param timeoutNanos as for [#poll]
  /// @param mayWait asked when nobody else can fetch the end of the wait any more: when it is
  ///   false, this only looks. From then on [#endTryWait] ends the wait
  /// @return how many events arrived; -1 when somebody else waits, or when this driver's events are
  ///   for the owner to wait for
  default int tryWait(long timeoutNanos, BooleanSupplier mayWait) {
    return -1;
  }

  /// Ends a [#tryWait] that waits. Any thread.
  default void endTryWait() {}

  /// Ends a [#poll] that waits, or the next one at once. Any thread. Costs a system call: the
  /// scheduler calls it only for a worker that it knows to be parked in the driver.
  void wakeup();

  /// Hands to the system what waits for the next [#poll]. Any thread; whoever may not poll for
  /// long.
  default void flush() {}

  /// How many sockets are registered, some of them twice, and reads of files under way. Any thread.
  /// A worker without any parks without the driver.
  int registered();

  /// How it reads files; null when it does not. Any thread.
  default @Nullable FileReads fileReads() {
    return null;
  }

  /// Opens a stream socket that is neither connected nor bound. Any thread.
  ///
  /// @throws NoDescriptorException when the process or the machine has no descriptor left
  /// @throws IOException when the system refuses for another reason
  default StreamSocket openStream(StandardProtocolFamily family) throws IOException {
    throw new UnsupportedOperationException(this + " has no sockets");
  }

  /// Opens a socket that can listen. Any thread.
  ///
  /// @throws NoDescriptorException when the process or the machine has no descriptor left
  /// @throws IOException when the system refuses for another reason
  default ListenSocket openListener(StandardProtocolFamily family) throws IOException {
    throw new UnsupportedOperationException(this + " has no sockets");
  }

  /// Makes two Unix streams that are connected to each other. Any thread.
  ///
  /// @return two streams
  /// @throws NoDescriptorException when the process or the machine has no descriptor left
  /// @throws IOException when the system refuses for another reason
  default List<StreamSocket> openStreamPair() throws IOException {
    throw new UnsupportedOperationException(this + " has no sockets");
  }

  /// Opens a datagram socket that is neither connected nor bound. Any thread.
  ///
  /// @throws NoDescriptorException when the process or the machine has no descriptor left
  /// @throws UnsupportedOperationException when the driver has none of this family
  /// @throws IOException when the system refuses for another reason
  default DatagramEndpoint openDatagram(StandardProtocolFamily family) throws IOException {
    throw new UnsupportedOperationException(this + " has no sockets");
  }

  /// Makes two Unix datagram sockets that are connected to each other. Any thread.
  ///
  /// @return two sockets
  /// @throws NoDescriptorException when the process or the machine has no descriptor left
  /// @throws UnsupportedOperationException when the driver has none
  /// @throws IOException when the system refuses for another reason
  default List<DatagramEndpoint> openDatagramPair() throws IOException {
    throw new UnsupportedOperationException(this + " has no Unix datagram sockets: use epoll");
  }

  /// Makes a stream of a connected socket that other code has opened. From then on it is
  /// non-blocking, and closed with the stream. Any thread.
  ///
  /// @throws UnsupportedOperationException when the driver has no descriptors
  /// @throws IOException when it is no connected stream socket: it stays as it was, and the
  ///   caller's
  default StreamSocket adoptStream(int fd) throws IOException {
    throw new UnsupportedOperationException(
        this + " cannot adopt descriptors: java.nio knows none; use epoll");
  }

  /// Makes a pipe without a name. Any thread.
  ///
  /// @return the end to read from, and the end to write to
  /// @throws NoDescriptorException when the process or the machine has no descriptor left
  /// @throws IOException when the system refuses for another reason
  default List<PipeEnd> openPipe() throws IOException {
    throw new UnsupportedOperationException(this + " has no pipes");
  }

  /// Opens one end of a pipe that has a name, without waiting for the other end, and registers it
  /// with the driver of `cx`.
  ///
  /// @throws UnsupportedOperationException when the driver has none
  /// @throws IOException when the system refuses: its message says what to do
  default PipeEnd openNamedPipe(Context cx, Path path, boolean reads) throws IOException {
    throw new UnsupportedOperationException(this + " has no named pipes: use epoll");
  }

  /// Whether it serves descriptors: [#adoptPipe] and [#watch] work. Any thread.
  default boolean hasDescriptors() {
    return false;
  }

  /// Makes an end of a pipe of a descriptor that other code has opened. From then on it is
  /// non-blocking, and closed with the end. Any thread.
  ///
  /// @param reads which end it is
  /// @throws UnsupportedOperationException when the driver has no descriptors
  /// @throws IOException when it is not open: it stays the caller's
  default PipeEnd adoptPipe(int fd, boolean reads) throws IOException {
    throw new UnsupportedOperationException(
        this + " cannot adopt descriptors: java.nio knows none; use epoll");
  }

  /// Watches a descriptor that is already open, and registers it with the driver of `cx`.
  ///
  /// @param owned whether closing the watch closes the descriptor
  /// @throws UnsupportedOperationException when the driver has no descriptors
  /// @throws IOException when the descriptor cannot be watched: it stays as it was, and the
  ///   caller's
  default Watch watch(Context cx, int fd, Set<Interest> interests, boolean owned)
      throws IOException {
    throw new UnsupportedOperationException(
        this + " cannot watch descriptors: java.nio knows none; use epoll");
  }

  /// Releases the driver and every socket that is still registered. Nobody polls any more.
  @Override
  void close();
}
