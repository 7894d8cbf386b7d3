package io.pollen.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// What comes from the network may be anything.
class MessageProperties {
  private static final int ID = 4711;
  private static final String HOST = "www.example.org";
  private static final Question QUESTION = new Question(DnsName.of(HOST), Question.A);

  /// Reads it, which ends with an answer, with null, or with the one failure that is declared.
  private static void read(byte[] message) {
    try {
      Message answer = Message.answering(QUESTION, ID, ByteBuffer.wrap(message));
      if (answer != null) {
        assertThat(Answer.of(answer, QUESTION)).isNotNull();
      }
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageContaining("malformed");
    }
  }

  private static Reply reply() {
    return Reply.to(ID, HOST, Question.A);
  }

  @Property(tries = 2_000)
  void anyBytesAreReadToAnEnd(@ForAll @Size(max = 600) byte[] bytes) {
    read(bytes);
  }

  /// The header and the question are right, so that the rest is looked at.
  @Property(tries = 5_000)
  void anyRecordsAreReadToAnEnd(
      @ForAll("records") byte[] records,
      @ForAll @IntRange(max = 20) int answers,
      @ForAll @IntRange(max = 0xFFFF) int authorities) {
    byte[] head = reply().bytes();
    ByteBuffer message = ByteBuffer.allocate(head.length + records.length).put(head).put(records);
    message.putShort(6, (short) answers).putShort(8, (short) authorities);
    read(message.array());
  }

  /// Bytes as they are found in names, lengths and pointers are more frequent than others.
  @Provide
  Arbitrary<byte[]> records() {
    return Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.bytes()),
            Tuple.of(3, Arbitraries.of((byte) 0, (byte) 1, (byte) 5, (byte) 4)),
            Tuple.of(2, Arbitraries.of((byte) 0xC0, (byte) 12, (byte) 33, (byte) 3)))
        .array(byte[].class)
        .ofMaxSize(300);
  }

  /// A message that is right but for one byte, or is cut off.
  @Property(tries = 2_000)
  void aDamagedMessageIsReadToAnEnd(
      @ForAll @IntRange(max = 10_000) int place, @ForAll byte value, @ForAll boolean cut) {
    byte[] message =
        reply()
            .alias(HOST, 60, "a.example.org")
            .alias("a.example.org", 60, "b.example.org")
            .address("b.example.org", 60, "192.0.2.1")
            .authority("example.org", 60, 60)
            .bytes();
    int at = place % message.length;
    message[at] = value;
    read(cut ? Arrays.copyOf(message, at) : message);
  }

  @Property
  void aQuestionIsReadAsItWasWritten(
      @ForAll("names") String name, @ForAll @IntRange(max = 0xFFFF) int id) throws Exception {
    Question question = new Question(DnsName.of(name), Question.AAAA);
    ByteBuffer message = question.message(id);
    message.putShort(2, (short) 0x8180); // as if it were the answer
    assertThat(Message.answering(question, id, message).answers()).isEmpty();
    assertThat(Message.answering(question, id ^ 1, message)).isNull();
    assertThat(Message.answering(QUESTION, id, message)).isNull();
    assertThat(question.name()).hasToString(name.toLowerCase(Locale.ROOT));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars("abcXYZ019-_")
        .ofMinLength(1)
        .ofMaxLength(20)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .map(labels -> String.join(".", labels));
  }

  @Property
  void recordsAreReadAsTheyWereWritten(
      @ForAll("names") String name,
      @ForAll @Size(min = 4, max = 4) byte[] four,
      @ForAll @Size(min = 16, max = 16) byte[] six,
      @ForAll @IntRange(max = 10_000_000) int ttl)
      throws Exception {
    InetAddress sixth = InetAddress.getByAddress(six);
    byte[] bytes =
        reply()
            .alias(HOST, ttl, name)
            .address(name, 5, InetAddress.getByAddress(four).getHostAddress())
            .text(HOST, "something else")
            .address(name, ttl, sixth.getHostAddress())
            .authority(name, ttl, 77)
            .bytes();
    Message message = Message.answering(QUESTION, ID, ByteBuffer.wrap(bytes));
    DnsName host = DnsName.of(HOST);
    DnsName other = DnsName.of(name);
    assertThat(message.answers())
        .containsExactly(
            new ResourceRecord(host, ttl, new ResourceRecord.Alias(other)),
            new ResourceRecord(
                other, 5, new ResourceRecord.Address(InetAddress.getByAddress(four))),
            new ResourceRecord(host, 60, new ResourceRecord.Other()),
            new ResourceRecord(other, ttl, new ResourceRecord.Address(sixth)));
    assertThat(message.authorities())
        .containsExactly(new ResourceRecord(other, ttl, new ResourceRecord.Authority(77)));
  }

  @Example
  void aNameThatPointsToItselfOrForwardsIsRefused() {
    byte[] head = reply().bytes();
    for (int target : new int[] {head.length, head.length + 2, 0x3FFF}) {
      ByteBuffer message = ByteBuffer.allocate(head.length + 2).put(head);
      message.putShort((short) (0xC000 | target)).putShort(6, (short) 1);
      assertThatThrownBy(() -> Message.answering(QUESTION, ID, message.flip()))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("forwards");
    }
  }

  @Example
  void aNameThatGrowsByPointersEndsAtItsLimit() {
    // Each name is a label before a pointer to the one before: the last is longer than 255 bytes.
    byte[] head = reply().bytes();
    ByteBuffer message = ByteBuffer.allocate(2_000).put(head);
    int last = 12;
    for (int i = 0; i < 9; i++) {
      int here = message.position();
      message.put((byte) 30).put(new byte[30]).putShort((short) (0xC000 | last));
      message.putShort((short) 16).putShort((short) 1).putInt(0).putShort((short) 0);
      last = here;
    }
    message.putShort(6, (short) 9);
    assertThatThrownBy(() -> Message.answering(QUESTION, ID, message.flip()))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("longer than 255");
  }

  @Example
  void aliasesThatGoRoundInACircleAreRefused() throws Exception {
    byte[] bytes = reply().alias(HOST, 60, "other.test").alias("other.test", 60, HOST).bytes();
    Message message = Message.answering(QUESTION, ID, ByteBuffer.wrap(bytes));
    assertThatThrownBy(() -> Answer.of(message, QUESTION))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("aliases");
  }

  @Example
  void aTtlWithTheHighestBitCountsAsZero() throws Exception {
    byte[] bytes = reply().address(HOST, 0x8000_0001L, "192.0.2.1").bytes();
    Message message = Message.answering(QUESTION, ID, ByteBuffer.wrap(bytes));
    assertThat(Answer.of(message, QUESTION))
        .isEqualTo(new Answer.Addresses(List.of(InetAddress.ofLiteral("192.0.2.1")), 0));
  }
}
