package io.pollen.runtime;

import io.pollen.io.AsyncWrite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// An [AsyncWrite] for code that blocks.
final class BlockingOutput extends OutputStream {
  private final AsyncRuntime runtime;
  private final AsyncWrite sink;

  BlockingOutput(AsyncRuntime runtime, AsyncWrite sink) {
    this.runtime = runtime;
    this.sink = Objects.requireNonNull(sink, "sink");
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    BlockingInput.await(runtime, sink.writeAll(ByteBuffer.wrap(bytes, from, length)));
  }

  @Override
  public void flush() throws IOException {
    BlockingInput.await(runtime, sink.flush());
  }
}
