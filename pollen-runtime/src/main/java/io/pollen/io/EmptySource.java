package io.pollen.io;

import io.pollen.Future;
import java.nio.ByteBuffer;

/// See [Io#empty].
final class EmptySource implements AsyncRead {
  static final EmptySource INSTANCE = new EmptySource();

  private EmptySource() {}

  @Override
  public Future<Integer> read(ByteBuffer to) {
    return new AtOnce<>("a read of nothing", () -> to.hasRemaining() ? -1 : 0);
  }

  @Override
  public String toString() {
    return "Io.empty()";
  }
}
