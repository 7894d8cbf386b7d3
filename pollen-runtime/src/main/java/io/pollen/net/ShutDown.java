package io.pollen.net;

import io.pollen.Context;
import io.pollen.runtime.driver.StreamSocket;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Ends one direction of a stream. It never waits.
final class ShutDown extends RawFuture<Void> {
  private final boolean output;
  private @Nullable StreamSocket socket;

  ShutDown(StreamSocket socket, boolean output) {
    this.socket = socket;
    this.output = output;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws IOException {
    StreamSocket on = socket;
    if (on == null) {
      throw new IllegalStateException(
          "a socket operation was polled after it had completed or was dropped");
    }
    socket = null;
    try {
      if (output) {
        on.shutdownOutput();
      } else {
        on.shutdownInput();
      }
    } catch (ClosedChannelException e) {
      throw Closed.before("the stream");
    }
    return null;
  }

  @Override
  public void drop() {
    socket = null;
  }
}
