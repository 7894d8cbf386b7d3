package io.pollen.net.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a name server has answered, RFC 1035, section 4.1. The additional section is not read.
///
/// @param flags the header's second word
/// @param answers what the question is about, and what it is an alias for; empty when the message
///   is truncated
/// @param authorities in whose zone that lies; empty when the message is truncated
record Message(int flags, List<ResourceRecord> answers, List<ResourceRecord> authorities) {
  static final int NO_ERROR = 0;
  static final int NO_SUCH_NAME = 3;

  private static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_AVAILABLE = 0x0080;
  private static final int CODE = 0x000F;

  /// Reads the answer to `question`.
  ///
  /// @param id the question's
  /// @return null when it is none, but has another id or question (RFC 5452, section 9.1), or
  ///   cannot be read as far as that
  /// @throws MalformedMessageException when it cannot be read any further
  static @Nullable Message answering(Question question, int id, ByteBuffer message)
      throws MalformedMessageException {
    WireReader from = new WireReader(message);
    int flags;
    int answers;
    int authorities;
    try {
      boolean same = from.u16() == id;
      flags = from.u16();
      same &= (flags & (RESPONSE | OPCODE)) == RESPONSE;
      same &= from.u16() == 1;
      answers = from.u16();
      authorities = from.u16();
      from.skip(2); // the size of the additional section
      if (!same || !Question.read(from).equals(question)) {
        return null;
      }
    } catch (MalformedMessageException e) {
      return null;
    }
    if ((flags & TRUNCATED) != 0) {
      return new Message(flags, List.of(), List.of());
    }
    return new Message(flags, records(from, answers), records(from, authorities));
  }

  private static List<ResourceRecord> records(WireReader from, int count)
      throws MalformedMessageException {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(ResourceRecord.read(from));
    }
    return records;
  }

  /// Whether it did not fit into its datagram.
  boolean isTruncated() {
    return (flags & TRUNCATED) != 0;
  }

  /// What has become of the question, RFC 1035, section 4.1.1.
  int code() {
    return flags & CODE;
  }

  /// Whether the server says neither anything on the question, nor that it has asked whom it
  /// should.
  boolean isLame() {
    return code() == NO_ERROR
        && answers.isEmpty()
        && (flags & (AUTHORITATIVE | RECURSION_AVAILABLE)) == 0;
  }
}
