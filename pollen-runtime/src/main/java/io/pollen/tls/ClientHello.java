package io.pollen.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A look at a client's first words, RFC 8446, section 4.1.2, before the engine takes them.
final class ClientHello {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int SERVER_NAME = 0; // the extension of RFC 6066, section 3
  private static final int HOST_NAME = 0;

  private ClientHello() {}

  /// The host that is asked for.
  ///
  /// @param record a whole record; it stays as it is
  /// @return null when it asks for none, or is not a client's first record, or only a part of it
  static @Nullable String host(ByteBuffer record) {
    try {
      ByteBuffer rest = record.slice();
      if (rest.get() != HANDSHAKE) {
        return null;
      }
      rest.getShort(); // a version that says nothing
      ByteBuffer messages = part(rest, rest.getShort() & 0xFFFF);
      if (messages.get() != CLIENT_HELLO) {
        return null;
      }
      ByteBuffer hello =
          part(messages, ((messages.get() & 0xFF) << 16) | (messages.getShort() & 0xFFFF));
      part(hello, VERSION_AND_RANDOM);
      part(hello, hello.get() & 0xFF); // the session's id
      part(hello, hello.getShort() & 0xFFFF); // cipher suites
      part(hello, hello.get() & 0xFF); // compression methods
      ByteBuffer extensions = part(hello, hello.getShort() & 0xFFFF);
      while (extensions.hasRemaining()) {
        int type = extensions.getShort();
        ByteBuffer extension = part(extensions, extensions.getShort() & 0xFFFF);
        if (type == SERVER_NAME) {
          return name(part(extension, extension.getShort() & 0xFFFF));
        }
      }
      return null;
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static @Nullable String name(ByteBuffer names) {
    if (names.get() != HOST_NAME) {
      return null;
    }
    return StandardCharsets.ISO_8859_1.decode(part(names, names.getShort() & 0xFFFF)).toString();
  }

  /// The next so many bytes; `from` goes on behind them.
  private static ByteBuffer part(ByteBuffer from, int length) {
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = from.slice(from.position(), length);
    from.position(from.position() + length);
    return part;
  }
}
