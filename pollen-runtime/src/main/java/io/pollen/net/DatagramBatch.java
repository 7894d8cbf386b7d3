package io.pollen.net;

import io.pollen.runtime.sys.MessageVector;
import java.net.InetSocketAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Room for many datagrams that [UdpSocket#recvMany] and [UdpSocket#sendMany] move together: on
/// Linux in one system call, on the NIO driver in one for each.
///
/// It is made once and used again and again. Its memory is outside of the heap, `slots` times
/// `slotBytes` and some 200 bytes for each slot; it is freed when neither the batch nor a buffer of
/// it can be reached any more, so there is nothing to close.
///
/// A batch that was received can be sent as it is: each datagram goes back to its sender. The limit
/// of [#bytes] says how much of it.
///
/// One task at a time, and no changes while an operation with it waits.
public final class DatagramBatch {
  private static final int MOST_SLOTS = 1024;
  private static final int LONGEST = 65_535;

  final MessageVector vector;

  private DatagramBatch(MessageVector vector) {
    this.vector = vector;
  }

  /// An empty batch.
  ///
  /// @param slots how many datagrams fit, 1 to 1024
  /// @param slotBytes how long each may be, 1 to 65,535 bytes
  public static DatagramBatch of(int slots, int slotBytes) {
    if (slots < 1 || slots > MOST_SLOTS) {
      throw new IllegalArgumentException("a batch has 1 to 1024 slots, not " + slots);
    }
    if (slotBytes < 1 || slotBytes > LONGEST) {
      throw new IllegalArgumentException("a slot has 1 to 65,535 bytes, not " + slotBytes);
    }
    return new DatagramBatch(new MessageVector(slots, slotBytes));
  }

  /// How many datagrams fit.
  public int slots() {
    return vector.slots();
  }

  /// How long each may be, in bytes.
  public int slotBytes() {
    return vector.slotBytes();
  }

  /// How many datagrams are in it.
  public int size() {
    return vector.size();
  }

  /// Whether every slot is taken.
  public boolean isFull() {
    return size() == slots();
  }

  /// How many of them [UdpSocket#sendMany] has sent, the first ones. After it failed, this is the
  /// index of the datagram that could not be sent.
  public int sent() {
    return vector.sent();
  }

  /// Counts the datagram at [#sent] as sent, so that the next [UdpSocket#sendMany] goes on behind
  /// it.
  ///
  /// @throws IllegalStateException when all are sent
  public void skip() {
    if (sent() == size()) {
      throw new IllegalStateException("all " + size() + " datagrams of the batch are sent");
    }
    vector.advance(1);
  }

  /// Makes it empty.
  public void clear() {
    vector.clear();
  }

  /// Appends a datagram of all that remains in `from`, for the peer of [UdpSocket#connect].
  ///
  /// @throws IllegalStateException when the batch is full: ask [#isFull], or [#clear] what was sent
  /// @throws BufferOverflowException when it is longer than a slot
  public void add(ByteBuffer from) {
    append(from, null);
  }

  /// Appends a datagram for `to`. See [#add(ByteBuffer)].
  ///
  /// @throws IllegalArgumentException when `to` is not resolved: see [Dns]
  public void add(ByteBuffer from, InetSocketAddress to) {
    if (to.isUnresolved()) {
      throw new IllegalArgumentException(
          "sending to " + to + ": look the host up once, with Dns.lookup");
    }
    append(from, to);
  }

  private void append(ByteBuffer from, @Nullable InetSocketAddress to) {
    if (isFull()) {
      throw new IllegalStateException("all " + slots() + " slots of the batch are taken");
    }
    if (from.remaining() > slotBytes()) {
      throw new BufferOverflowException();
    }
    vector.add(from, from.remaining(), to);
  }

  /// The bytes of a datagram as far as they are here, from 0 to the limit: always the same buffer,
  /// whose content the next receive replaces.
  public ByteBuffer bytes(int index) {
    return vector.bytes(Objects.checkIndex(index, size()));
  }

  /// How many bytes the datagram has, those included that did not fit.
  public int length(int index) {
    return vector.length(Objects.checkIndex(index, size()));
  }

  /// Whether the slot was too small: the rest of the datagram is gone.
  public boolean isTruncated(int index) {
    return length(index) > slotBytes();
  }

  /// Who sent the datagram, or whom it was added for. Datagrams of one sender in a row have the
  /// same object.
  ///
  /// @throws IllegalStateException when it was added without a receiver
  public InetSocketAddress address(int index) {
    Object address = vector.address(Objects.checkIndex(index, size()));
    if (address == null) {
      throw new IllegalStateException("datagram " + index + " is for the peer of its socket");
    }
    return (InetSocketAddress) address;
  }

  @Override
  public String toString() {
    return "DatagramBatch[%d of %d, %d sent]".formatted(size(), slots(), sent());
  }
}
