package io.pollen.sync;

import io.pollen.Future;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/// Channels from many senders to one receiver.
///
/// ```java
/// var channel = Mpsc.<Request>bounded(64);
/// spawn(() -> {
///   try (var sender = channel.sender()) {
///     await(sender.send(new Request("a")));
///   }
/// });
/// for (var next = await(channel.receiver().recv()); next.isPresent(); next = await(channel.receiver().recv())) {
///   handle(next.get());
/// }
/// ```
///
/// What one sender sends arrives in its order. The receiver sees the end when every sender has been
/// closed, so close each (there is no finalizer): one for each task, made by `share()`.
public final class Mpsc {
  private Mpsc() {}

  /// Both ends of a new bounded channel.
  ///
  /// @param sender the first sender
  /// @param receiver the receiver
  /// @param <T> the type of the items
  public record Bounded<T>(Sender<T> sender, Receiver<T> receiver) {}

  /// Both ends of a new unbounded channel.
  ///
  /// @param sender the first sender
  /// @param receiver the receiver
  /// @param <T> the type of the items
  public record Unbounded<T>(UnboundedSender<T> sender, Receiver<T> receiver) {}

  /// What became of an item that was offered without waiting.
  public enum TrySend {
    /// It is in the channel.
    SENT,
    /// There was no room, or others wait for it; the item stays the caller's.
    FULL,
    /// The receiver is closed; the item stays the caller's.
    CLOSED
  }

  /// A channel for at most `capacity` items, whose sends wait for room.
  ///
  /// @throws IllegalArgumentException when `capacity` is less than 1
  public static <T> Bounded<T> bounded(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
    }
    var channel = new BoundedChannel<T>(capacity);
    return new Bounded<>(new Sender<>(channel), new Receiver<>(channel));
  }

  /// A channel whose sends never wait; only memory bounds it.
  public static <T> Unbounded<T> unbounded() {
    var channel = new UnboundedChannel<T>();
    return new Unbounded<>(new UnboundedSender<>(channel), new Receiver<>(channel));
  }

  /// One of the senders of a channel.
  private abstract static sealed class AnySender<T> implements AutoCloseable
      permits Sender, UnboundedSender {
    private static final VarHandle OPEN;

    static {
      try {
        OPEN = MethodHandles.lookup().findVarHandle(AnySender.class, "open", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Channel<T> channel;
    private volatile boolean open = true;

    AnySender(Channel<T> channel) {
      this.channel = channel;
    }

    final void checkOpen() {
      if (!open) {
        throw new IllegalStateException("this sender was closed: share() one for each user");
      }
    }

    final void addSender() {
      checkOpen();
      if (!channel.addSender()) {
        throw new IllegalStateException("the last sender was closed");
      }
    }

    /// Waits until the channel refuses sends: the receiver was closed, or all senders were.
    ///
    /// Cancellation: safe, dropping the future loses nothing.
    public final Future<Void> closed() {
      return new Channel.Closed(channel);
    }

    /// Whether sends are refused.
    public final boolean isClosed() {
      return channel.isClosed();
    }

    /// How many senders of the channel are not closed.
    public final int senderCount() {
      return channel.senders();
    }

    /// Gives this sender up; with the last one, the channel ends once its items have been received.
    /// What was sent stays in the channel, and slots that were reserved can still be used. Sends
    /// and reservations of this sender that wait for room go on as long as another sender is open;
    /// when it was the last one, they fail with [ClosedException]. Closing twice has no effect.
    @Override
    public final void close() {
      if (OPEN.compareAndSet(this, true, false)) {
        channel.removeSender();
      }
    }
  }

  /// A sender of a bounded channel. Any thread may use it.
  ///
  /// @param <T> the type of the items
  public static final class Sender<T> extends AnySender<T> {
    private final BoundedChannel<T> channel;

    private Sender(BoundedChannel<T> channel) {
      super(channel);
      this.channel = channel;
    }

    /// Waits for room, in the order of the first polls, and sends `item`.
    ///
    /// Cancellation: dropping the future before it has completed loses its place in the queue, and
    /// the item is not sent; it is the caller's again. It fails with [ClosedException] when the
    /// receiver, or the last sender, is or gets closed; the item then is the caller's, too.
    ///
    /// @throws IllegalStateException when this sender was closed
    public Future<Void> send(T item) {
      checkOpen();
      return new BoundedChannel.Send<>(channel, Objects.requireNonNull(item, "item"));
    }

    /// Waits for room, in the order of the first polls, and keeps it for one item.
    ///
    /// Cancellation: dropping the future loses its place in the queue and nothing else. It fails
    /// with [ClosedException] when the receiver, or the last sender, is or gets closed.
    ///
    /// @throws IllegalStateException when this sender was closed
    public Future<Slot<T>> reserve() {
      checkOpen();
      return new BoundedChannel.Reserve<>(channel);
    }

    /// Sends `item` if there is room and nobody waits for it.
    ///
    /// @throws IllegalStateException when this sender was closed
    public TrySend trySend(T item) {
      checkOpen();
      Objects.requireNonNull(item, "item");
      if (channel.permits.tryAcquire(1)) {
        channel.deliver(item);
        return TrySend.SENT;
      }
      return channel.isClosed() ? TrySend.CLOSED : TrySend.FULL;
    }

    /// Keeps room for one item if there is any and nobody waits for it.
    ///
    /// @return empty when there is none, or the receiver is closed
    /// @throws IllegalStateException when this sender was closed
    public Optional<Slot<T>> tryReserve() {
      checkOpen();
      return channel.permits.tryAcquire(1) ? Optional.of(new Slot<>(channel)) : Optional.empty();
    }

    /// Sends `item` from the calling thread, which must not be a runtime's worker.
    ///
    /// @throws InterruptedException when interrupted: the item was not sent
    /// @throws ClosedException when the receiver is or gets closed: the item was not sent
    public void sendBlocking(T item) throws InterruptedException {
      Blocking.drive(send(item));
    }

    /// Another sender of this channel, with a life of its own.
    ///
    /// @throws IllegalStateException when this sender was closed
    public Sender<T> share() {
      addSender();
      return new Sender<>(channel);
    }

    /// Whether `other` sends to the same receiver.
    public boolean sameChannel(Sender<?> other) {
      return channel == other.channel;
    }

    /// For how many more items there is room, at some moment during the call.
    public int capacity() {
      return channel.permits.available();
    }

    /// For how many items the channel was made.
    public int maxCapacity() {
      return channel.capacity;
    }
  }

  /// A sender of an unbounded channel. Any thread may use it.
  ///
  /// @param <T> the type of the items
  public static final class UnboundedSender<T> extends AnySender<T> {
    private final UnboundedChannel<T> channel;

    private UnboundedSender(UnboundedChannel<T> channel) {
      super(channel);
      this.channel = channel;
    }

    /// Sends `item`; never waits.
    ///
    /// @return false when the receiver is closed: the item stays the caller's
    /// @throws IllegalStateException when this sender was closed
    public boolean send(T item) {
      checkOpen();
      return channel.send(Objects.requireNonNull(item, "item"));
    }

    /// Another sender of this channel, with a life of its own.
    ///
    /// @throws IllegalStateException when this sender was closed
    public UnboundedSender<T> share() {
      addSender();
      return new UnboundedSender<>(channel);
    }

    /// Whether `other` sends to the same receiver.
    public boolean sameChannel(UnboundedSender<?> other) {
      return channel == other.channel;
    }
  }

  /// Room for one item in a bounded channel. Closing it without having sent gives the room back.
  /// One thread at a time uses it.
  ///
  /// @param <T> the type of the items
  public static final class Slot<T> implements AutoCloseable {
    private final BoundedChannel<T> channel;
    private boolean spent;

    Slot(BoundedChannel<T> channel) {
      this.channel = channel;
    }

    /// Sends `item`; never waits. It arrives also when the receiver was closed in the meantime, as
    /// long as the receiver goes on receiving.
    ///
    /// @throws IllegalStateException when it was used or closed
    public void send(T item) {
      Objects.requireNonNull(item, "item");
      if (spent) {
        throw new IllegalStateException("this slot was used or closed");
      }
      spent = true;
      channel.deliver(item);
    }

    /// Gives the room back, unless an item was sent. Closing twice has no effect.
    @Override
    public void close() {
      if (!spent) {
        spent = true;
        channel.handBack();
      }
    }
  }

  /// The receiving end. One thread at a time uses it, and at most one future of it is being polled:
  /// of two tasks that wait in `recv()`, one fails with `IllegalStateException`.
  ///
  /// @param <T> the type of the items
  public static final class Receiver<T> implements AutoCloseable {
    private final Channel<T> channel;

    private Receiver(Channel<T> channel) {
      this.channel = channel;
    }

    /// Waits for the next item; empty when the channel is closed and all its items were received.
    ///
    /// Cancellation: safe, an item is taken out only by the poll that returns it.
    public Future<Optional<T>> recv() {
      return new Channel.Recv<>(channel);
    }

    /// Waits for at least one item and adds up to `limit` to `into`; 0 when the channel is closed
    /// and all its items were received.
    ///
    /// Cancellation: safe, items are taken out only by the poll that completes. When `into` refuses
    /// an item by an exception, the future fails with it, and the item is received next.
    ///
    /// @throws IllegalArgumentException when `limit` is less than 1
    public Future<Integer> recvMany(Collection<? super T> into, int limit) {
      if (limit < 1) {
        throw new IllegalArgumentException("limit must be at least 1: " + limit);
      }
      return new Channel.RecvMany<>(channel, into, limit);
    }

    /// Takes the next item if it is there. One that is behind a send that another thread has not
    /// finished is not there yet.
    ///
    /// @return empty when there is none yet
    /// @throws ClosedException when the channel is closed and all its items were received
    public Optional<T> tryRecv() {
      Optional<T> answer = channel.poll();
      if (answer == null) {
        return Optional.empty();
      }
      if (answer.isEmpty()) {
        throw new ClosedException("Mpsc.Receiver.tryRecv: closed, and all items were received");
      }
      return answer;
    }

    /// Waits for the next item on the calling thread, which must not be a runtime's worker; empty
    /// when the channel is closed and all its items were received.
    ///
    /// @throws InterruptedException when interrupted: no item was taken
    public Optional<T> recvBlocking() throws InterruptedException {
      return Blocking.drive(recv());
    }

    /// Refuses sends from now on, also those that wait for room. What is in the channel, and what
    /// is sent through slots reserved before, can still be received. Closing twice has no effect.
    @Override
    public void close() {
      channel.stop();
    }

    /// Whether sends are refused: this end was closed, or all senders were.
    public boolean isClosed() {
      return channel.isClosed();
    }

    /// How many items are in the channel, at some moment during the call, those of sends under way
    /// included.
    public int len() {
      return channel.queue.size();
    }

    /// Whether no item is in the channel.
    public boolean isEmpty() {
      return len() == 0;
    }

    /// How many senders are not closed.
    public int senderCount() {
      return channel.senders();
    }
  }
}
