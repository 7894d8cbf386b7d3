package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks a host up and then tries its addresses in order until one works.
///
/// @param <T> what an address that works gives
abstract class AddressOperation<T> extends RawFuture<T> implements Inspectable {
  private final Resolve target;
  private @Nullable Future<List<InetAddress>> lookup;
  private @Nullable List<InetSocketAddress> addresses;
  private int index;
  private @Nullable IOException failure;
  private boolean finished;

  AddressOperation(Resolve target) {
    this.target = target;
  }

  /// Goes on with `address`.
  ///
  /// @return the result, or null when it waits
  /// @throws IOException when this address does not work: [#release] is called, and the next one's
  ///   turn
  abstract @Nullable T attempt(Context cx, InetSocketAddress address) throws IOException;

  /// Closes what the present attempt holds; idempotent.
  abstract void release();

  @Override
  public final @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("polled after it had completed or was dropped");
    }
    Object answer = null;
    boolean ready = false;
    try {
      if (!cx.proceed()) {
        answer = PENDING;
        return PENDING;
      }
      answer = advance(cx);
      if (answer == PENDING) {
        cx.refund();
      }
      ready = true;
      return answer;
    } finally {
      if (answer != PENDING) {
        finished = true;
        lookup = null;
        if (!ready) {
          release();
        }
      }
    }
  }

  private Object advance(Context cx) throws Exception {
    List<InetSocketAddress> known = addresses;
    if (known == null) {
      known = resolve(cx);
      if (known == null) {
        return PENDING;
      }
      addresses = known;
    }
    while (index < known.size()) {
      try {
        T result = attempt(cx, known.get(index));
        return result == null ? PENDING : result;
      } catch (IOException thrown) {
        IOException e = DescriptorLimitException.translated(thrown);
        release();
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
        index++;
      }
    }
    throw failure != null ? failure : new IOException("a host without addresses");
  }

  private @Nullable List<InetSocketAddress> resolve(Context cx) throws Exception {
    List<InetSocketAddress> known = target.known();
    if (known != null) {
      return known;
    }
    if (lookup == null) {
      lookup = target.lookup();
    }
    if (lookup.poll(cx) instanceof Poll.Ready<List<InetAddress>>(var found)) {
      lookup = null;
      return target.addresses(found);
    }
    return null;
  }

  /// What it does with an address, for await trees.
  abstract String verb();

  @Override
  public final void inspect(Inspection into) {
    List<InetSocketAddress> known = addresses;
    int at = index;
    into.what(verb() + " " + (known != null && at < known.size() ? known.get(at) : target));
    into.awaits(lookup);
  }

  @Override
  public final void drop() {
    if (finished) {
      return;
    }
    finished = true;
    Future<?> left = lookup;
    lookup = null;
    if (left != null) {
      left.drop();
    }
    release();
  }
}
