package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import java.io.EOFException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

final class ReadExactly extends Steps<Void> {
  private final AsyncRead source;
  private final ByteBuffer to;
  private final int wanted;

  ReadExactly(AsyncRead source, ByteBuffer to) {
    this.source = source;
    this.to = to;
    this.wanted = to.remaining();
  }

  @Override
  protected @Nullable Future<?> first() {
    return to.hasRemaining() ? source.read(to) : null;
  }

  @Override
  protected @Nullable Future<?> next(Object answer) throws EOFException {
    if ((Integer) answer < 0) {
      throw new EOFException(
          "the stream ended after %d of %d bytes".formatted(wanted - to.remaining(), wanted));
    }
    return first();
  }

  @Override
  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  protected Void result() {
    return null;
  }
}
