package io.pollen.sync;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.woven.RawFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A channel for one value: the answer to a request.
///
/// ```java
/// var answer = Oneshot.<String>channel();
/// await(requests.send(new Request(key, answer.sender())));
/// var value = await(answer.receiver());
/// ```
///
/// Either side may be used from any thread, but each side by one thread at a time.
public final class Oneshot {
  private Oneshot() {}

  /// Both ends of a new channel.
  ///
  /// @param sender the end that gives the value
  /// @param receiver the end that is a future of the value
  /// @param <T> the type of the value
  public record Channel<T>(Sender<T> sender, Receiver<T> receiver) {}

  /// A new channel.
  public static <T> Channel<T> channel() {
    Receiver<T> receiver = new Receiver<>();
    return new Channel<>(new Sender<>(receiver), receiver);
  }

  /// Where the sender has got to, as seen by the receiver; a waker stands for "it waits".
  private enum End {
    /// The value is there.
    SENT,
    /// Closed without a value.
    SENDER_CLOSED,
    /// The receiver does not want it any more.
    RECEIVER_CLOSED
  }

  /// The end that gives the value. Closing it without having sent fails the receiver.
  ///
  /// @param <T> the type of the value
  public static final class Sender<T> implements AutoCloseable {
    private final Receiver<T> receiver;
    private boolean spent;

    private Sender(Receiver<T> receiver) {
      this.receiver = receiver;
    }

    /// Gives the value; never waits. What the caller did before is visible to the receiver.
    ///
    /// @return false when the receiver is gone: the value stays the caller's
    /// @throws IllegalStateException when this sender has sent or was closed
    public boolean send(T value) {
      if (spent) {
        throw new IllegalStateException("Oneshot.Sender: it has sent already, or was closed");
      }
      spent = true;
      return receiver.put(value);
    }

    /// Waits until the receiver is closed or dropped, or until this sender is spent.
    ///
    /// Cancellation: safe, dropping the future loses nothing. A later call takes the place of an
    /// earlier one that still waits.
    public Future<Void> closed() {
      return new Closed(receiver);
    }

    /// Whether the receiver was closed or dropped without a value.
    public boolean isClosed() {
      return receiver.state == End.RECEIVER_CLOSED;
    }

    /// Fails the receiver with [ClosedException], unless the value was sent. Closing twice has no
    /// effect.
    @Override
    public void close() {
      if (!spent) {
        spent = true;
        receiver.senderClosed();
      }
    }
  }

  /// The end that is a future of the value. It fails with [ClosedException] when the sender was
  /// closed without having sent, or when this end was closed first.
  ///
  /// Cancellation: dropping it closes the channel, and a value that was sent is lost with it. To
  /// wait in a loop of selects, lend it by `keep(receiver)`: then nothing is lost.
  ///
  /// The state is one reference, changed by compare-and-set:
  ///
  /// | state           | set by   | meaning                                                  |
  /// |-----------------|----------|----------------------------------------------------------|
  /// | null            | creation | nothing sent, nobody waits                               |
  /// | a Waker         | receiver | nothing sent, the receiver waits                         |
  /// | SENT            | sender   | `value` is the receiver's                                |
  /// | SENDER_CLOSED   | sender   | there will be no value                                   |
  /// | RECEIVER_CLOSED | receiver | the sender keeps its value                               |
  ///
  /// @param <T> the type of the value
  public static final class Receiver<T> extends RawFuture<T> implements AutoCloseable {
    private static final VarHandle STATE;
    private static final VarHandle CLOSE_WAKER;

    static {
      try {
        var lookup = MethodHandles.lookup();
        STATE = lookup.findVarHandle(Receiver.class, "state", Object.class);
        CLOSE_WAKER = lookup.findVarHandle(Receiver.class, "closeWaker", Object.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    // --- both sides ---
    private volatile @Nullable Object state;

    /// Null, the [Waiting] of the sender's closed(), or an [End] once the channel has ended.
    private volatile @Nullable Object closeWaker;

    // --- sender, until SENT; then receiver ---
    private @Nullable T value;

    // --- receiver ---
    private boolean done;

    private Receiver() {}

    private boolean put(T given) {
      value = given;
      Object before = end(End.SENT);
      if (before == End.RECEIVER_CLOSED) {
        value = null;
        return false;
      }
      // A closed() that still waits belongs to the sender's own side: a plain look suffices.
      if (closeWaker != null) {
        wakeSender(End.SENT);
      }
      return true;
    }

    private void senderClosed() {
      if (end(End.SENDER_CLOSED) != End.RECEIVER_CLOSED) {
        wakeSender(End.SENDER_CLOSED);
      }
    }

    /// The sender's last step, unless the receiver has closed; wakes the receiver.
    private @Nullable Object end(End end) {
      Object seen = state;
      while (seen != End.RECEIVER_CLOSED) {
        // Pairs with the compareAndExchange in pollRaw() and the load in tryRecv(): the value and
        // what the sender did before are visible to the receiver.
        Object witness = STATE.compareAndExchange(this, seen, end);
        if (witness == seen) {
          if (seen instanceof Waker waker) {
            waker.wake();
          }
          return seen;
        }
        seen = witness;
      }
      return seen;
    }

    @Override
    public String toString() {
      return "Oneshot.Receiver";
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      checkLive();
      if (!cx.proceed()) {
        return PENDING;
      }
      Object seen = state;
      if (!(seen instanceof End)) {
        Waker latest = cx.waker();
        while (!(seen instanceof End)) {
          if (seen instanceof Waker stored && stored.willWake(latest)) {
            cx.refund();
            return PENDING;
          }
          // One variable holds both the waker and the sender's step, so neither can miss the
          // other. Pairs with the compareAndExchange in end().
          Object witness = STATE.compareAndExchange(this, seen, latest);
          if (witness == seen) {
            cx.refund();
            return PENDING;
          }
          seen = witness;
        }
      }
      done = true;
      return take(seen);
    }

    private @Nullable T take(@Nullable Object end) {
      if (end != End.SENT) {
        throw new ClosedException(
            end == End.SENDER_CLOSED
                ? "Oneshot: the sender was closed without having sent a value"
                : "Oneshot: the receiver was closed before a value was sent");
      }
      T taken = value;
      value = null;
      return taken;
    }

    /// Takes the value if it is there; the receiver has then completed, as by a poll. So it has
    /// when this throws [ClosedException].
    ///
    /// @return empty when the sender has not sent yet (the receiver goes on waiting), or has sent
    ///   null (poll a channel of nullable values instead: its Ready tells the two apart)
    /// @throws ClosedException when there will be no value
    /// @throws IllegalStateException when the receiver has completed or was dropped
    public Optional<T> tryRecv() {
      checkLive();
      Object seen = state; // pairs with the compareAndExchange in end()
      if (!(seen instanceof End)) {
        return Optional.empty();
      }
      done = true;
      return Optional.ofNullable(take(seen));
    }

    /// Waits for the value on the calling thread, which must not be a runtime's worker.
    ///
    /// @throws InterruptedException when interrupted: the receiver has been dropped
    /// @throws ClosedException when there will be no value
    public T recvBlocking() throws InterruptedException {
      return Blocking.drive(this);
    }

    /// Keeps the sender from sending. A value that was sent before can still be received; otherwise
    /// the receiver fails with [ClosedException]: a task that awaits it is woken and told so.
    /// Closing twice has no effect.
    @Override
    public void close() {
      if (refuse() instanceof Waker waker) {
        waker.wake();
      }
    }

    /// Ends the channel from this side, unless it has ended.
    ///
    /// @return what the state was before
    private @Nullable Object refuse() {
      Object seen = state;
      while (!(seen instanceof End)) {
        Object witness = STATE.compareAndExchange(this, seen, End.RECEIVER_CLOSED);
        if (witness == seen) {
          wakeSender(End.RECEIVER_CLOSED);
          return seen;
        }
        seen = witness;
      }
      return seen;
    }

    @Override
    public void drop() {
      if (!done) {
        done = true;
        if (refuse() == End.SENT) {
          value = null;
        }
      }
    }

    private void wakeSender(End end) {
      // Pairs with the compareAndExchange in Closed.pollRaw(): it leaves its waker here or sees the
      // end.
      if (CLOSE_WAKER.getAndSet(this, end) instanceof Waiting waiting) {
        waiting.waker.wake();
      }
    }

    private void checkLive() {
      if (done) {
        throw new IllegalStateException(
            "Oneshot.Receiver: used after it had completed or was dropped");
      }
    }
  }

  /// A closed() that waits. An object of its own, so that a drop takes out what this future has
  /// stored, and not the same task's waker that another one has stored since.
  private static final class Waiting {
    final Waker waker;

    Waiting(Waker waker) {
      this.waker = waker;
    }
  }

  private static final class Closed extends RawFuture<Void> {
    private final Receiver<?> receiver;
    private @Nullable Waiting stored;
    private boolean done;

    private Closed(Receiver<?> receiver) {
      this.receiver = receiver;
    }

    @Override
    public String toString() {
      return "Oneshot.closed";
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      if (done) {
        throw new IllegalStateException(
            "Oneshot.closed: polled after it had completed or was dropped");
      }
      if (!cx.proceed()) {
        return PENDING;
      }
      Waiting mine = waiting(cx.waker());
      // The sender's own steps are seen here; the receiver's close also by the exchange below.
      Object seen = receiver.state instanceof End end ? end : receiver.closeWaker;
      while (!(seen instanceof End)) {
        Object witness = Receiver.CLOSE_WAKER.compareAndExchange(receiver, seen, mine);
        if (witness == seen) {
          stored = mine;
          cx.refund();
          return PENDING;
        }
        seen = witness;
      }
      done = true;
      stored = null;
      return null;
    }

    private Waiting waiting(Waker latest) {
      Waiting before = stored;
      return before != null && before.waker.willWake(latest) ? before : new Waiting(latest);
    }

    @Override
    public void drop() {
      done = true;
      if (stored != null) {
        Receiver.CLOSE_WAKER.compareAndSet(receiver, stored, null);
        stored = null;
      }
    }
  }
}
