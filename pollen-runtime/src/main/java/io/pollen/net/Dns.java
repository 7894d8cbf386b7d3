package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.woven.RawFuture;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Host names.
public final class Dns {
  private Dns() {}

  /// The addresses of `host` in the order of preference, by the runtime's [Resolver]. The text of
  /// an IP address needs no look-up, and no runtime.
  ///
  /// **Cancel-safe**: a dropped look-up is given up; the system's resolver has a thread that goes
  /// on to the end of the call.
  ///
  /// Fails with `UnknownHostException` when there is no such host.
  public static Future<List<InetAddress>> lookup(String host) {
    return new Lookup(Objects.requireNonNull(host, "host"));
  }

  private static final class Lookup extends RawFuture<List<InetAddress>> {
    private final String host;
    private @Nullable Future<List<InetAddress>> running;
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
        answer = advance(cx);
        return answer;
      } finally {
        if (answer != PENDING) {
          finished = true;
          running = null;
        }
      }
    }

    private @Nullable Object advance(Context cx) throws Exception {
      if (running == null) {
        try {
          return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
          // A name, then.
        }
        Resolver chosen = cx.find(Resolver.class);
        running = (chosen != null ? chosen : Resolver.system()).resolve(host);
      }
      return RawFuture.poll(running, cx);
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
}
