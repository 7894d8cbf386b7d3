package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import java.nio.ByteBuffer;

/// A sink whose operations are those of another one, all of them.
interface WriteView extends AsyncWrite {
  /// Whose they are.
  AsyncWrite sink();

  @Override
  default Future<Integer> write(ByteBuffer from) {
    return sink().write(from);
  }

  @Override
  default Future<Integer> write(ByteBuffer... from) {
    return sink().write(from);
  }

  @NotCancelSafe("how much it has written is only in the buffer")
  @Override
  default Future<Void> writeAll(ByteBuffer from) {
    return sink().writeAll(from);
  }

  @NotCancelSafe("how much it has written is only in the buffers")
  @Override
  default Future<Void> writeAll(ByteBuffer... from) {
    return sink().writeAll(from);
  }

  @Override
  default Future<Void> flush() {
    return sink().flush();
  }

  @Override
  default Future<Void> shutdown() {
    return sink().shutdown();
  }

  /// What is really written to.
  static AsyncWrite below(AsyncWrite sink) {
    return sink instanceof WriteView view ? below(view.sink()) : sink;
  }
}
