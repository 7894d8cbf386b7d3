package io.pollen.net.dns;

import io.pollen.Future;
import io.pollen.io.step.Steps;
import io.pollen.net.TcpStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Asks a server over a connection of its own, for an answer that does not fit into a datagram: RFC
/// 1035, section 4.2.2, and RFC 7766. Each message comes behind its length.
final class TcpExchange extends Steps<Message> {
  private static final int LENGTH_BYTES = 2;

  private final TcpStream stream;
  private final Question question;
  private final int id;
  private @Nullable ByteBuffer length;
  private @Nullable ByteBuffer answer;

  private TcpExchange(TcpStream stream, Question question, int id) {
    this.stream = stream;
    this.question = question;
    this.id = id;
  }

  /// **Cancel-safe**: a drop closes the connection. No limit of time.
  static Future<Message> with(InetSocketAddress server, Question question, int id) {
    return TcpStream.connect(server).flatMap(stream -> new TcpExchange(stream, question, id));
  }

  @Override
  protected Future<?> first() {
    ByteBuffer message = question.message(id);
    ByteBuffer both = ByteBuffer.allocate(LENGTH_BYTES + message.remaining());
    return stream.writeAll(both.putShort((short) message.remaining()).put(message).flip());
  }

  @Override
  protected @Nullable Future<?> next(Object none) {
    if (length == null) {
      length = ByteBuffer.allocate(LENGTH_BYTES);
      return stream.readExactly(length);
    }
    if (answer == null) {
      answer = ByteBuffer.allocate(length.getShort(0) & 0xFFFF);
      return stream.readExactly(answer);
    }
    return null;
  }

  @Override
  protected Message result() throws MalformedMessageException {
    Message message = answer == null ? null : Message.answering(question, id, answer.flip());
    if (message == null) {
      throw new MalformedMessageException("it answers another question");
    }
    return message;
  }

  @Override
  protected void ended() {
    stream.close();
  }

  @Override
  protected String label() {
    return "asking for " + question + " by TCP";
  }
}
