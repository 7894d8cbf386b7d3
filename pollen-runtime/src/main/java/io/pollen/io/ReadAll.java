package io.pollen.io;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads to the end into an array that doubles, one byte further than the limit: that byte tells a
/// stream of exactly `limit` bytes from a longer one.
final class ReadAll<T> extends Steps<T> {
  private static final int FIRST_BYTES = 8 * 1024;

  private final AsyncRead source;
  private final int limit;
  private final Function<byte[], T> finisher;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  ReadAll(AsyncRead source, int limit, Function<byte[], T> finisher) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit + " is negative");
    }
    this.source = source;
    this.limit = limit;
    this.finisher = finisher;
  }

  @Override
  protected Future<?> first() {
    if (!buffer.hasRemaining()) {
      long most = limit + 1L;
      int size = (int) Math.min(Math.max(FIRST_BYTES, buffer.capacity() * 2L), most);
      size = Math.min(size, Integer.MAX_VALUE - 8);
      byte[] grown = Arrays.copyOf(buffer.array(), size);
      buffer = ByteBuffer.wrap(grown, buffer.position(), size - buffer.position());
    }
    return source.read(buffer);
  }

  @Override
  protected @Nullable Future<?> next(Object answer) throws LimitExceededException {
    if ((Integer) answer < 0) {
      return null;
    }
    if (buffer.position() > limit) {
      throw new LimitExceededException(
          "the stream holds more than the %d bytes that were allowed".formatted(limit));
    }
    return first();
  }

  @Override
  protected T result() {
    byte[] bytes = buffer.array();
    int length = buffer.position();
    buffer = ByteBuffer.allocate(0);
    return finisher.apply(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }
}
