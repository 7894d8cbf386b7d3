package io.pollen.verify.cases;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.combine.Completer;
import io.pollen.combine.Shared;
import io.pollen.sync.Mpsc;
import io.pollen.verify.model.Scenario;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Futures that are polled while what they wait for happens.
public final class ModelLeaves {
  private ModelLeaves() {}

  /// A completion meets a poll with another waker than before.
  public static final class Completed implements Scenario {
    private @Nullable Completer<String> completer;
    private ModelAwaiter awaiter = new ModelAwaiter(Async.pending());

    @Override
    public List<Runnable> begin() {
      Future<String> future = Async.create(started -> completer = started);
      new ModelAwaiter(future).poll();
      awaiter = new ModelAwaiter(future);
      Completer<String> started = Objects.requireNonNull(completer);
      return List.of(() -> awaiter.poll(), () -> started.complete("value"));
    }

    @Override
    public boolean atRest() {
      awaiter.checkServed();
      return true;
    }
  }

  /// Answers Pending, and has its poller come again, which only that one knows of.
  private static final class Yielding implements Future<String> {
    private final Set<Thread> pollers = new HashSet<>();

    @Override
    public Poll<String> poll(Context cx) {
      pollers.add(Thread.currentThread());
      return Poll.pending();
    }

    @Override
    public void drop() {}
  }

  /// A handle of a shared future is dropped after its poll, while another one is polled: that one
  /// polls the future itself, or is told to.
  public static final class SharedLeft implements Scenario {
    private Yielding inner = new Yielding();
    private ModelAwaiter second = new ModelAwaiter(inner);
    private @Nullable Thread secondsThread;

    @Override
    public List<Runnable> begin() {
      inner = new Yielding();
      Shared<String> one = inner.shared();
      second = new ModelAwaiter(one.copy());
      return List.of(
          () -> {
            new ModelAwaiter(one).poll();
            one.drop();
          },
          () -> {
            secondsThread = Thread.currentThread();
            second.poll();
          });
    }

    @Override
    public boolean atRest() {
      if (!inner.pollers.contains(secondsThread) && !second.isWoken()) {
        throw new AssertionError("the handle that is left does not know that it has to poll");
      }
      return true;
    }
  }

  /// Ready once it is said to be; the latest waker is woken then.
  private static final class Said implements Future<String> {
    private boolean ready;
    private @Nullable Waker waker;

    @Override
    public Poll<String> poll(Context cx) {
      waker = cx.waker();
      return ready ? Poll.ready("value") : Poll.pending();
    }

    void say() {
      ready = true;
      Waker stored = waker;
      if (stored != null) {
        stored.wake();
      }
    }

    @Override
    public void drop() {}
  }

  /// A shared future becomes ready while both of its handles are polled.
  public static final class SharedPolled implements Scenario {
    private ModelAwaiter first = new ModelAwaiter(Async.pending());
    private ModelAwaiter second = first;

    @Override
    public List<Runnable> begin() {
      Said inner = new Said();
      Shared<String> shared = inner.shared();
      first = new ModelAwaiter(shared);
      second = new ModelAwaiter(shared.copy());
      return List.of(() -> first.poll(), () -> second.poll(), inner::say);
    }

    @Override
    public boolean atRest() {
      first.checkServed();
      second.checkServed();
      return true;
    }
  }

  /// One waits for a channel while another thread does something to it.
  private abstract static class OfChannel implements Scenario {
    private ModelAwaiter awaiter = new ModelAwaiter(Async.pending());

    /// @return who waits, polled before or not, and what the other thread does
    abstract Case make();

    record Case(ModelAwaiter awaiter, Runnable other) {}

    @Override
    public List<Runnable> begin() {
      Case made = make();
      awaiter = made.awaiter;
      return List.of(() -> awaiter.poll(), made.other);
    }

    @Override
    public boolean atRest() {
      awaiter.checkServed();
      return true;
    }
  }

  /// An item comes while the receiver begins to wait.
  public static final class Sent extends OfChannel {
    @Override
    Case make() {
      var channel = Mpsc.<String>unbounded();
      return new Case(
          new ModelAwaiter(channel.receiver().recv()), () -> channel.sender().send("item"));
    }
  }

  /// The last sender is closed while the receiver begins to wait.
  public static final class Ended extends OfChannel {
    @Override
    Case make() {
      var channel = Mpsc.<String>bounded(1);
      return new Case(new ModelAwaiter(channel.receiver().recv()), () -> channel.sender().close());
    }
  }

  /// The receiver is closed while a sender begins to wait for that.
  public static final class Refused extends OfChannel {
    @Override
    Case make() {
      var channel = Mpsc.<String>bounded(1);
      return new Case(
          new ModelAwaiter(channel.sender().closed()), () -> channel.receiver().close());
    }
  }

  /// The receiver takes the only item while a sender begins to wait for room.
  public static final class RoomMade extends OfChannel {
    @Override
    Case make() {
      var channel = Mpsc.<String>bounded(1);
      var sent = channel.sender().trySend("first");
      return new Case(
          new ModelAwaiter(channel.sender().send("second")),
          () -> {
            if (sent != Mpsc.TrySend.SENT || channel.receiver().tryRecv().isEmpty()) {
              throw new AssertionError("the first item is not there");
            }
          });
    }
  }
}
