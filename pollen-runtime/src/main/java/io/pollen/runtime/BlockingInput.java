package io.pollen.runtime;

import io.pollen.Future;
import io.pollen.io.AsyncRead;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/// An [AsyncRead] for code that blocks.
final class BlockingInput extends InputStream {
  private final AsyncRuntime runtime;
  private final AsyncRead source;

  BlockingInput(AsyncRuntime runtime, AsyncRead source) {
    this.runtime = runtime;
    this.source = Objects.requireNonNull(source, "source");
  }

  /// What a stream of java.io does with the outcome of a future.
  static <T> T await(AsyncRuntime runtime, Future<T> future) throws IOException {
    try {
      return runtime.blockOn(future);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while waiting").initCause(e);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    ByteBuffer room = ByteBuffer.wrap(into, from, length);
    return length == 0 ? 0 : await(runtime, source.read(room));
  }
}
