package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.woven.RawFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Host names.
public final class Dns {
  private Dns() {}

  /// The addresses of `host` in the system's order of preference, looked up on the runtime's pool
  /// for blocking calls. The text of an IP address needs no look-up.
  ///
  /// **Cancel-safe**: a dropped look-up is given up; the thread that makes it goes on to its end.
  ///
  /// Fails with `UnknownHostException` when there is no such host.
  public static Future<List<InetAddress>> lookup(String host) {
    return new Lookup(Objects.requireNonNull(host, "host"));
  }

  private static final class Lookup extends RawFuture<List<InetAddress>> {
    private final String host;

    /// A failure is a value here: nobody is to be told that a look-up failed which was given up.
    private @Nullable Future<Outcome<List<InetAddress>>> running;

    private boolean finished;

    Lookup(String host) {
      this.host = host;
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      if (finished) {
        throw new IllegalStateException(
            "a look-up was polled after it had completed or was dropped");
      }
      Object answer = null;
      try {
        answer = running == null ? start(cx) : result(running, cx);
        return answer;
      } finally {
        if (answer != PENDING) {
          finished = true;
          running = null;
        }
      }
    }

    private @Nullable Object start(Context cx) throws Exception {
      try {
        return List.of(InetAddress.ofLiteral(host));
      } catch (IllegalArgumentException e) {
        // A name, then.
      }
      BlockingPool pool = cx.find(BlockingPool.class);
      if (pool == null && cx.isLast()) {
        return PENDING;
      }
      if (pool == null) {
        throw new IllegalStateException(
            "looking up "
                + host
                + " needs a Pollen runtime: await it inside AsyncRuntime.blockOn or"
                + " Pollen.run");
      }
      Future<Outcome<List<InetAddress>>> started = pool.submit(() -> resolve(host));
      running = started;
      return result(started, cx);
    }

    private static @Nullable Object result(Future<Outcome<List<InetAddress>>> running, Context cx)
        throws Exception {
      return RawFuture.poll(running, cx) instanceof Outcome<?> outcome ? outcome.get() : PENDING;
    }

    @Override
    public String toString() {
      return "a look-up of " + host;
    }

    @Override
    public void drop() {
      finished = true;
      Future<?> left = running;
      running = null;
      if (left != null) {
        left.drop();
      }
    }
  }

  private static Outcome<List<InetAddress>> resolve(String host) {
    try {
      return Outcome.success(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException e) {
      var clear =
          new UnknownHostException(
              "unknown host: %s: check the spelling and the name server".formatted(host));
      clear.initCause(e);
      return Outcome.failure(clear);
    }
  }
}
