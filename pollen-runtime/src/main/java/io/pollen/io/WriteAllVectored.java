package io.pollen.io;

import io.pollen.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

final class WriteAllVectored extends Steps<Void> {
  private final AsyncWrite sink;
  private final ByteBuffer[] from;

  WriteAllVectored(AsyncWrite sink, ByteBuffer[] from) {
    this.sink = sink;
    this.from = from;
  }

  @Override
  @Nullable Future<?> first() {
    return Buffers.firstWithRemaining(from).hasRemaining() ? sink.write(from) : null;
  }

  @Override
  @Nullable Future<?> next(Object answer) throws IOException {
    if ((Integer) answer == 0) {
      throw new IOException("the sink took no bytes");
    }
    return first();
  }

  @Override
  @SuppressWarnings("NullAway") // the value of a Future<Void> is null
  Void result() {
    return null;
  }
}
