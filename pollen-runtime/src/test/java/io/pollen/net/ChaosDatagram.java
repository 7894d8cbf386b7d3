package io.pollen.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// The datagrams of a chaos: a seed, which is even in a question and odd in its answer, the length
/// of it all, and bytes that follow from the seed.
final class ChaosDatagram {
  static final int HEAD = 12;
  static final int MOST = 60_000;

  private ChaosDatagram() {}

  static ByteBuffer question(long seed, int length, Random random) {
    ByteBuffer made = room(length, random);
    made.putLong(seed & ~1).putInt(length);
    new SeededBytes(seed & ~1).fill(made, 0);
    return made.rewind();
  }

  static ByteBuffer room(int length, Random random) {
    return random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
  }

  static boolean isQuestion(ByteBuffer came) {
    return came.limit() >= HEAD && (came.getLong(0) & 1) == 0;
  }

  static boolean isAnswer(ByteBuffer came) {
    return came.limit() >= HEAD && (came.getLong(0) & 1) == 1;
  }

  /// Makes a question the answer to it.
  static void answer(ByteBuffer question) {
    question.putLong(0, question.getLong(0) | 1);
  }

  static long seed(ByteBuffer came) {
    return came.getLong(0) & ~1;
  }

  /// @param came what there was room for
  /// @param told what the receive says of it
  /// @throws IllegalStateException when it is not what was sent
  static void check(ByteBuffer came, UdpSocket.Datagram told) {
    if (told.count() != came.limit() || told.length() != came.getInt(8)) {
      throw new IllegalStateException(
          told + " is told of " + came.getInt(8) + " bytes in a buffer with " + came.limit());
    }
    if (told.isTruncated() ? came.limit() != came.capacity() : came.limit() != told.length()) {
      throw new IllegalStateException(told + " in a buffer of " + came.capacity());
    }
    new SeededBytes(seed(came)).check(came.duplicate().position(HEAD), 0);
  }

  /// How many datagrams the system has dropped so far, on its own account.
  static long lostBySystem() {
    long lost = 0;
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/net/snmp"));
      lines.removeIf(line -> !line.startsWith("Udp: "));
      String[] names = lines.get(0).split(" ");
      String[] values = lines.get(1).split(" ");
      for (int i = 1; i < names.length; i++) {
        lost += names[i].endsWith("Errors") ? Long.parseLong(values[i]) : 0;
      }
      for (String processor : Files.readAllLines(Path.of("/proc/net/softnet_stat"))) {
        lost += Long.parseLong(processor.split(" ")[1], 16);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lost;
  }
}
