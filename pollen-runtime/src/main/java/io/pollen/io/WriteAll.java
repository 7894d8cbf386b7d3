package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

final class WriteAll extends Steps<Void> {
  private final AsyncWrite sink;
  private final ByteBuffer from;

  WriteAll(AsyncWrite sink, ByteBuffer from) {
    this.sink = sink;
    this.from = from;
  }

  @Override
  protected @Nullable Future<?> first() {
    return from.hasRemaining() ? sink.write(from) : null;
  }

  @Override
  protected @Nullable Future<?> next(Object answer) throws IOException {
    if ((Integer) answer == 0) {
      throw new IOException("the sink took none of " + from.remaining() + " bytes");
    }
    return first();
  }

  @Override
  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  protected Void result() {
    return null;
  }
}
