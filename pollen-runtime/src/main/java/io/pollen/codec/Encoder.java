package io.pollen.codec;

import io.pollen.io.ByteBuilder;
import java.io.IOException;

/// Makes bytes of frames.
///
/// @param <T> the type of a frame
@FunctionalInterface
public interface Encoder<T> {

  /// Appends `frame` to `to`, whole or, when it fails, not at all.
  ///
  /// @throws IOException when there is no such frame, for example because it is too long
  void encode(T frame, ByteBuilder to) throws IOException;
}
