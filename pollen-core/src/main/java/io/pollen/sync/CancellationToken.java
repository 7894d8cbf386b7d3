package io.pollen.sync;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.combine.Select3;
import io.pollen.woven.RawFuture;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says to any number of tasks that they should come to an end, and they decide where: what Go
/// calls a context and Tokio a `CancellationToken`, whose words these are.
///
/// ```java
/// var stop = new CancellationToken();
/// spawn(() -> {
///   while (await(stop.runUntilCancelled(listener.accept())).orElse(null) instanceof TcpStream stream) {
///     spawn(serve(stream, stop.child()));
///   }
/// });
/// await(ctrlC);
/// stop.cancel();
/// ```
///
/// Tokens form trees: [#child] makes one that is cancelled with its parent, and can be cancelled
/// alone. A parent does not keep its children alive, and forgets them when they are cancelled or
/// collected; so a token for each request, child of the server's, needs no cleaning up.
///
/// Cancelling is for ever, and cancelling twice is cancelling once. All methods may be called from
/// any thread. It is a request; against its will a task is ended by `JoinHandle.abort`.
public final class CancellationToken {
  private final Notify changed = new Notify();

  /// The way up, and this token's place among the parent's children; null for a root.
  private final @Nullable Link up;

  /// Written under the lock of `this`, read by anyone.
  private volatile boolean cancelled;

  // --- under the lock of this ---
  private @Nullable Children children;

  /// A root, not cancelled.
  public CancellationToken() {
    up = null;
  }

  private CancellationToken(CancellationToken parent, Children siblings) {
    up = new Link(this, parent, siblings.collected);
  }

  /// A child's place in its parent's list. The links are under the parent's lock.
  private static final class Link extends WeakReference<CancellationToken> {
    final CancellationToken parent;
    @Nullable Link before;
    @Nullable Link after;
    boolean linked;

    Link(
        CancellationToken child,
        CancellationToken parent,
        ReferenceQueue<CancellationToken> collected) {
      super(child, collected);
      this.parent = parent;
    }
  }

  /// The children of a token, under its lock: a list that can be left from anywhere.
  private static final class Children {
    final ReferenceQueue<CancellationToken> collected = new ReferenceQueue<>();
    private @Nullable Link first;

    void add(Link link) {
      for (Reference<?> gone; (gone = collected.poll()) != null; ) {
        remove((Link) gone);
      }
      Link next = first;
      link.after = next;
      if (next != null) {
        next.before = link;
      }
      first = link;
      link.linked = true;
    }

    void remove(Link link) {
      if (!link.linked) {
        return;
      }
      link.linked = false;
      Link before = link.before;
      Link after = link.after;
      link.before = null;
      link.after = null;
      if (before == null) {
        first = after;
      } else {
        before.after = after;
      }
      if (after != null) {
        after.before = before;
      }
    }

    void addTo(List<CancellationToken> tokens) {
      for (Link link = first; link != null; link = link.after) {
        CancellationToken child = link.get();
        if (child != null) {
          tokens.add(child);
        }
      }
    }
  }

  /// A token that is cancelled when this one is, or alone. Of a cancelled token it is born
  /// cancelled.
  public CancellationToken child() {
    synchronized (this) {
      if (!cancelled) {
        Children mine = children;
        if (mine == null) {
          mine = new Children();
          children = mine;
        }
        CancellationToken child = new CancellationToken(this, mine);
        mine.add(Objects.requireNonNull(child.up));
        return child;
      }
    }
    CancellationToken child = new CancellationToken();
    child.cancel();
    return child;
  }

  /// Cancels this token and all below it, then wakes everyone who waits for one of them: whoever is
  /// woken finds all of them cancelled. Nothing when it is cancelled already.
  public void cancel() {
    List<CancellationToken> tree = new ArrayList<>();
    mark(tree);
    // A loop, not a recursion: a chain of children may be longer than the stack is deep.
    for (int i = 0; i < tree.size(); i++) {
      tree.get(i).markChildren(tree);
    }
    leaveParent();
    for (CancellationToken token : tree) {
      token.changed.notifyWaiters();
    }
  }

  /// @param tree gets this token, unless another call has cancelled it and wakes its waiters
  private void mark(List<CancellationToken> tree) {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
    }
    tree.add(this);
  }

  private void markChildren(List<CancellationToken> tree) {
    List<CancellationToken> all = new ArrayList<>();
    synchronized (this) {
      if (children != null) {
        children.addTo(all);
        children = null;
      }
    }
    all.forEach(child -> child.mark(tree));
  }

  private void leaveParent() {
    Link link = up;
    if (link != null) {
      CancellationToken parent = link.parent;
      synchronized (parent) {
        if (parent.children != null) {
          parent.children.remove(link);
        }
      }
    }
  }

  /// Whether it is cancelled.
  public boolean isCancelled() {
    return cancelled;
  }

  /// Completes when the token is cancelled; at once when it is.
  ///
  /// Cancellation: dropping it loses nothing.
  public Future<Void> cancelled() {
    return new Cancelled(this);
  }

  /// Gives `future` until the token is cancelled: its value, or empty when the token came first;
  /// then the future has been dropped. A token that is cancelled before the first poll wins, and
  /// the future is not polled; afterwards, of two that are ready at once the future wins. (A null
  /// value is empty, too.)
  ///
  /// The awaiter gets what the future throws.
  ///
  /// Cancellation: dropping it drops the future.
  public <T> Future<Optional<T>> runUntilCancelled(Future<? extends T> future) {
    Objects.requireNonNull(future, "future");
    boolean[] looked = {false};
    Future<Void> before =
        Async.pollFn(cx -> {
          boolean first = !looked[0];
          looked[0] = true;
          return first && cancelled ? Poll.ready() : Poll.pending();
        });
    return Async.<Void, T, Void>selectBiased(before, future, cancelled())
        .map(end ->
            end instanceof Select3.Second<Void, T, Void>(T value)
                ? Optional.ofNullable(value)
                : Optional.<T>empty());
  }

  /// Cancels the token when it is closed: for a `try` whose end, however it comes, ends others.
  public Guard guard() {
    return new Guard(this);
  }

  @Override
  public String toString() {
    return "CancellationToken" + (cancelled ? " (cancelled)" : "");
  }

  /// See [CancellationToken#guard].
  public static final class Guard implements AutoCloseable {
    private volatile @Nullable CancellationToken token;

    private Guard(CancellationToken token) {
      this.token = token;
    }

    /// Makes [#close] do nothing.
    public void disarm() {
      token = null;
    }

    /// Cancels the token, unless it was disarmed.
    @Override
    public void close() {
      CancellationToken armed = token;
      if (armed != null) {
        armed.cancel();
      }
    }
  }

  /// One wait for a token.
  private static final class Cancelled extends RawFuture<Void> {
    private final CancellationToken token;

    /// Made before the first look at the token, and so told of every later change.
    private final Notify.Notified change;

    private boolean over;

    Cancelled(CancellationToken token) {
      this.token = token;
      this.change = token.changed.notified();
    }

    @Override
    public @Nullable Object pollRaw(Context cx) {
      if (over) {
        throw new IllegalStateException(this + ": polled after it had completed or was dropped");
      }
      if (token.cancelled) {
        if (!cx.proceed()) {
          return PENDING;
        }
        drop();
        return null;
      }
      Object answer = change.pollRaw(cx);
      over = answer != PENDING;
      return answer;
    }

    @Override
    public void drop() {
      over = true;
      change.drop();
    }

    @Override
    public String toString() {
      return "CancellationToken.cancelled";
    }
  }
}
