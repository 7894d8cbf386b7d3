package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import java.nio.ByteBuffer;

/// A source whose operations are those of another one, all of them: a `BufferedRead` below goes on
/// with its own buffer.
interface ReadView extends AsyncRead {
  /// Whose they are.
  AsyncRead source();

  @Override
  default Future<Integer> read(ByteBuffer to) {
    return source().read(to);
  }

  @Override
  default Future<Integer> read(ByteBuffer... to) {
    return source().read(to);
  }

  @NotCancelSafe("how much it has read is only in the buffer")
  @Override
  default Future<Void> readExactly(ByteBuffer to) {
    return source().readExactly(to);
  }

  @NotCancelSafe("what it has read")
  @Override
  default Future<byte[]> readAll(int limit) {
    return source().readAll(limit);
  }

  @NotCancelSafe("what it has read")
  @Override
  default Future<String> readString(int limit) {
    return source().readString(limit);
  }

  @Override
  default Lines lines(int maxLength) {
    return source().lines(maxLength);
  }

  @Override
  default AsyncRead take(long limit) {
    return source().take(limit);
  }

  @Override
  default AsyncRead chain(AsyncRead then) {
    return source().chain(then);
  }

  /// What is really read.
  static AsyncRead below(AsyncRead source) {
    return source instanceof ReadView view ? below(view.source()) : source;
  }
}
