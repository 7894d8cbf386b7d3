package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.woven.RawFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// See [Resolver#system].
enum SystemResolver implements Resolver {
  INSTANCE;

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return new Lookup(host);
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
      if (running == null) {
        BlockingPool pool = cx.find(BlockingPool.class);
        if (pool == null && cx.isLast()) {
          return PENDING;
        }
        if (pool == null) {
          throw new IllegalStateException(
              "looking up "
                  + host
                  + " needs a Pollen runtime: await it inside AsyncRuntime.blockOn or Pollen.run");
        }
        running = pool.submit(() -> lookUp(host));
      }
      if (!(RawFuture.poll(running, cx) instanceof Outcome<?> outcome)) {
        return PENDING;
      }
      finished = true;
      running = null;
      return outcome.get();
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

  private static Outcome<List<InetAddress>> lookUp(String host) {
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
