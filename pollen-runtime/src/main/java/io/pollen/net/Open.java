package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.Driver;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Opens something by the driver of the worker that polls it. It never waits.
///
/// @param <T> what is opened
final class Open<T> extends RawFuture<T> {

  /// How it is opened; what it has opened when it fails is closed again.
  interface Opener<T> {
    T open(Driver driver, Context cx) throws IOException;
  }

  /// Null when it has completed or was dropped.
  private @Nullable Opener<T> opener;

  private final String what;

  /// @param what for await trees
  Open(String what, Opener<T> opener) {
    this.what = what;
    this.opener = opener;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws IOException {
    Opener<T> open = opener;
    if (open == null) {
      throw new IllegalStateException(
          "a socket operation was polled after it had completed or was dropped");
    }
    if (cx.isLast() || !cx.proceed()) {
      return PENDING; // a last poll: nobody would close what it opens
    }
    opener = null;
    try {
      return open.open(TcpSocket.driver(cx), cx);
    } catch (IOException e) {
      throw DescriptorLimitException.translated(e);
    }
  }

  @Override
  public String toString() {
    return what;
  }

  @Override
  public void drop() {
    opener = null;
  }
}
