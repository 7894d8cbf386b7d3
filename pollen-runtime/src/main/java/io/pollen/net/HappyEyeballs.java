package io.pollen.net;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Connects to whichever address of a host answers first, in the way of RFC 8305: addresses of the
/// two families take turns, beginning with the system's favourite, and the next one is tried when
/// the last one has failed or has not answered within 250 ms. The ones before go on meanwhile; the
/// first connection wins, and the others are given up.
final class HappyEyeballs extends RawFuture<TcpStream> implements Inspectable {
  /// The RFC's recommendation for its "Connection Attempt Delay" (section 8).
  private static final Duration DELAY = Duration.ofMillis(250);

  private final Object target;
  private final Function<InetSocketAddress, Future<TcpStream>> connect;

  private @Nullable Future<List<InetSocketAddress>> lookup;
  private final Deque<InetSocketAddress> untried = new ArrayDeque<>();

  /// Copied at each write: a look from outside may come at any time.
  private final List<Future<TcpStream>> attempts = new CopyOnWriteArrayList<>();

  private @Nullable Future<Void> delay;
  private @Nullable IOException failure;
  private boolean finished;

  /// @param target its name, in messages
  /// @param lookup its addresses
  /// @param connect an attempt with one address
  HappyEyeballs(
      Object target,
      Future<List<InetSocketAddress>> lookup,
      Function<InetSocketAddress, Future<TcpStream>> connect) {
    this.target = target;
    this.lookup = lookup;
    this.connect = connect;
  }

  /// The order in which they are tried: the families take turns.
  static List<InetSocketAddress> order(List<InetSocketAddress> addresses) {
    Deque<InetSocketAddress> favourites = new ArrayDeque<>();
    Deque<InetSocketAddress> others = new ArrayDeque<>();
    for (InetSocketAddress address : addresses) {
      boolean first = isSix(address) == isSix(addresses.getFirst());
      (first ? favourites : others).add(address);
    }
    List<InetSocketAddress> order = new ArrayList<>();
    while (!favourites.isEmpty() || !others.isEmpty()) {
      if (!favourites.isEmpty()) {
        order.add(favourites.remove());
      }
      if (!others.isEmpty()) {
        order.add(others.remove());
      }
    }
    return order;
  }

  private static boolean isSix(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("a connect was polled after it had completed or was dropped");
    }
    Object answer = null;
    try {
      if (lookup != null) {
        Poll<List<InetSocketAddress>> found = lookup.poll(cx);
        if (!(found instanceof Poll.Ready<List<InetSocketAddress>>(var addresses))) {
          answer = PENDING;
          return PENDING;
        }
        lookup = null;
        untried.addAll(order(addresses));
      }
      answer = race(cx);
      return answer;
    } finally {
      if (answer != PENDING) {
        drop();
      }
    }
  }

  private Object race(Context cx) throws Exception {
    while (true) {
      boolean lost = false;
      for (Future<TcpStream> attempt : attempts) {
        try {
          if (RawFuture.poll(attempt, cx) instanceof TcpStream stream) {
            attempts.remove(attempt);
            return stream;
          }
        } catch (IOException e) {
          attempts.remove(attempt);
          lost = true;
          fail(e);
        }
      }
      if (untried.isEmpty()) {
        if (attempts.isEmpty()) {
          throw failure != null ? failure : new IOException("a host without addresses: " + target);
        }
        return PENDING;
      }
      if (!attempts.isEmpty() && !lost && !isOver(delay, cx)) {
        return PENDING;
      }
      attempts.add(connect.apply(untried.remove()));
      restartDelay();
    }
  }

  private static boolean isOver(@Nullable Future<Void> delay, Context cx) throws Exception {
    return delay == null || RawFuture.poll(delay, cx) != PENDING;
  }

  private void restartDelay() {
    if (delay != null) {
      delay.drop();
    }
    delay = Time.sleep(DELAY);
  }

  private void fail(IOException e) {
    if (failure != null) {
      e.addSuppressed(failure);
    }
    failure = e;
  }

  @Override
  public void drop() {
    finished = true;
    if (lookup != null) {
      FailureHook.drop(lookup);
      lookup = null;
    }
    if (delay != null) {
      FailureHook.drop(delay);
      delay = null;
    }
    attempts.forEach(FailureHook::drop);
    attempts.clear();
  }

  @Override
  public void inspect(Inspection into) {
    into.what("connecting to " + target).awaits(lookup).awaits(delay);
    attempts.forEach(into::awaits);
  }
}
