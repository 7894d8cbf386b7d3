package io.pollen.sync;

import io.pollen.Context;
import io.pollen.woven.RawFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What both kinds of many-to-one channel share: the queue, the receiver's waker, the number of
/// senders.
///
/// @param <T> the type of the items
abstract sealed class Channel<T> permits BoundedChannel, UnboundedChannel {
  private static final int BLOCK = 32; // slots, as in Tokio

  private static final VarHandle SENDERS;

  static {
    try {
      SENDERS = MethodHandles.lookup().findVarHandle(Channel.class, "senders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // --- constant ---
  final BlockQueue<T> queue = new BlockQueue<>(BLOCK);
  final ReceiverWaker receiver = new ReceiverWaker();
  private final Notify refusing = new Notify();

  // --- every thread ---
  /// Senders that are not closed. Once 0 it stays 0.
  private volatile int senders = 1;

  /// Refuses sends from now on.
  ///
  /// @return false when it did already
  abstract boolean refuse();

  /// Whether sends are refused.
  abstract boolean isClosed();

  /// Whether the queue is empty and no item can come any more. Receiver only.
  abstract boolean isDrained();

  /// After the receiver has taken `count` items.
  abstract void taken(int count);

  /// Refuses sends and tells everybody: the receiver, and senders that wait for it.
  final void stop() {
    if (refuse()) {
      receiver.wake();
      refusing.notifyWaiters();
    }
  }

  final int senders() {
    return senders;
  }

  /// One sender more.
  ///
  /// @return false when there is none left to share
  final boolean addSender() {
    int seen = senders;
    while (seen > 0) {
      int witness = (int) SENDERS.compareAndExchange(this, seen, seen + 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /// One sender less. The last one's leaving stops the channel; what the others sent before is in
  /// the queue then, because each left by a read-modify-write on the same counter.
  final void removeSender() {
    if ((int) SENDERS.getAndAdd(this, -1) == 1) {
      stop();
    }
  }

  final void deliver(T item) {
    queue.push(item);
    receiver.wake();
  }

  /// Receiver only.
  ///
  /// @return null when there is no item yet, empty when there will be none
  final @Nullable Optional<T> poll() {
    T item = queue.pop();
    if (item != null) {
      taken(1);
      return Optional.of(item);
    }
    return isDrained() ? Optional.empty() : null;
  }

  /// Receiver only.
  ///
  /// @return null when there is no item yet, 0 when there will be none
  final @Nullable Integer pollMany(Collection<? super T> into, int limit) {
    int count = 0;
    try {
      T item;
      while (count < limit && (item = queue.peek()) != null) {
        into.add(item); // first: when it throws, the item stays in the queue
        queue.advance();
        count++;
      }
    } finally {
      if (count > 0) {
        taken(count);
      }
    }
    return count > 0 || isDrained() ? Integer.valueOf(count) : null;
  }

  /// A wait of the receiver.
  abstract static sealed class Receive<R> extends RawFuture<R> permits Recv, RecvMany {
    private final Channel<?> channel;
    private boolean stored;
    private boolean done;

    Receive(Channel<?> channel) {
      this.channel = channel;
    }

    /// @return null when it has to wait
    abstract @Nullable R attempt();

    @Override
    public final @Nullable Object pollRaw(Context cx) {
      if (done) {
        throw new IllegalStateException(
            "Mpsc.Receiver.recv: polled after it had completed or was dropped");
      }
      if (!cx.proceed()) {
        return PENDING;
      }
      boolean answered = false;
      try {
        R answer = attempt();
        if (answer == null) {
          stored = true;
          channel.receiver.store(this, cx.waker());
          answer = attempt(); // look again: see ReceiverWaker
          if (answer == null) {
            cx.refund();
            answered = true;
            return PENDING;
          }
        }
        finish();
        answered = true;
        return answer;
      } finally {
        if (!answered) {
          finish();
        }
      }
    }

    @Override
    public final String toString() {
      return "Mpsc.Receiver.recv";
    }

    private void finish() {
      done = true;
      if (stored) {
        stored = false;
        channel.receiver.clear(this);
      }
    }

    @Override
    public final void drop() {
      if (!done) {
        finish();
      }
    }
  }

  static final class Recv<T> extends Receive<Optional<T>> {
    private final Channel<T> channel;

    Recv(Channel<T> channel) {
      super(channel);
      this.channel = channel;
    }

    @Override
    @Nullable Optional<T> attempt() {
      return channel.poll();
    }
  }

  static final class RecvMany<T> extends Receive<Integer> {
    private final Channel<T> channel;
    private final Collection<? super T> into;
    private final int limit;

    RecvMany(Channel<T> channel, Collection<? super T> into, int limit) {
      super(channel);
      this.channel = channel;
      this.into = into;
      this.limit = limit;
    }

    @Override
    @Nullable Integer attempt() {
      return channel.pollMany(into, limit);
    }
  }

  /// A sender's wait for the channel to refuse sends.
  static final class Closed extends RawFuture<Void> {
    private final Channel<?> channel;
    private final Notify.Notified notified;
    private boolean done;

    Closed(Channel<?> channel) {
      this.channel = channel;
      this.notified = channel.refusing.notified();
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      if (done) {
        throw new IllegalStateException(
            "Mpsc.Sender.closed: polled after it had completed or was dropped");
      }
      // stop() refuses first and notifies then; notified counts from the constructor.
      if (channel.isClosed() ? !cx.proceed() : notified.pollRaw(cx) == PENDING) {
        return PENDING;
      }
      drop();
      return null;
    }

    @Override
    public String toString() {
      return "Mpsc.Sender.closed";
    }

    @Override
    public void drop() {
      done = true;
      notified.drop();
    }
  }
}
