package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Native memory for many datagrams that one `recvmmsg` or `sendmmsg` moves: headers, addresses and
/// bytes, a fixed slot for each. Freed when nothing refers to it or to a buffer of it any more.
///
/// One thread at a time; what it holds stays where it is between two calls.
public final class MessageVector {
  /// `struct mmsghdr`, bits/socket.h, with the `struct msghdr` in it. musl's counts are of 32 bits
  /// with 32 of padding, which on little endian, with zeros there, is the same.
  static final StructLayout MMSGHDR =
      Native.sized(
          MemoryLayout.structLayout(
              ADDRESS.withName("msg_name"),
              JAVA_INT.withName("msg_namelen"),
              MemoryLayout.paddingLayout(4),
              ADDRESS.withName("msg_iov"),
              JAVA_LONG.withName("msg_iovlen"),
              ADDRESS.withName("msg_control"),
              JAVA_LONG.withName("msg_controllen"),
              JAVA_INT.withName("msg_flags"),
              MemoryLayout.paddingLayout(4),
              JAVA_INT.withName("msg_len"),
              MemoryLayout.paddingLayout(4)),
          64);

  private static final long HEADER = MMSGHDR.byteSize();
  private static final long NAME = offset("msg_name");
  private static final long NAME_LENGTH = offset("msg_namelen");
  private static final long IOV = offset("msg_iov");
  private static final long IOV_LENGTH = offset("msg_iovlen");
  private static final long LENGTH = offset("msg_len");

  private static final long IOVEC = StreamCalls.IOVEC.byteSize();
  private static final long IOVEC_LENGTH = 8;

  /// [SocketAddresses#MAX_BYTES], aligned.
  private static final int NAME_BYTES = 112;

  private static final int MSG_DONTWAIT = 0x40;

  private static final MethodHandle RECVMMSG =
      Native.function("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SENDMMSG =
      Native.function("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  // --- constant ---
  private final int slots;
  private final int slotBytes;
  private final MemorySegment headers;
  private final MemorySegment pieces;
  private final MemorySegment names;
  private final ByteBuffer[] buffers;

  // --- whoever has it ---
  private final int[] lengths;

  /// Null where the address is that of the system, in [#names], or there is none.
  private final @Nullable SocketAddress[] addresses;

  /// How many bytes the address in [#names] has; 0 when there is none.
  private final int[] nameLengths;

  private int size;
  private int sent;

  /// Of the socket that [#names] came from.
  private @Nullable StandardProtocolFamily family;

  /// The slot of the address that was made an object last, and a copy of its bytes.
  private final MemorySegment lastName;

  private int lastLength;
  private @Nullable SocketAddress last;

  /// Room for `slots` datagrams of `slotBytes` bytes.
  public MessageVector(int slots, int slotBytes) {
    Arena arena = Arena.ofAuto();
    this.slots = slots;
    this.slotBytes = slotBytes;
    headers = arena.allocate(HEADER * slots, 8);
    pieces = arena.allocate(IOVEC * slots, 8);
    names = arena.allocate((long) NAME_BYTES * slots, 16);
    lastName = arena.allocate(NAME_BYTES, 16);
    MemorySegment bytes = arena.allocate((long) slots * slotBytes, 64);
    buffers = new ByteBuffer[slots];
    lengths = new int[slots];
    nameLengths = new int[slots];
    addresses = new SocketAddress[slots];
    for (int i = 0; i < slots; i++) {
      MemorySegment slot = bytes.asSlice((long) i * slotBytes, slotBytes);
      buffers[i] = slot.asByteBuffer();
      pieces.set(JAVA_LONG, i * IOVEC, slot.address());
      headers.set(ADDRESS, i * HEADER + IOV, pieces.asSlice(i * IOVEC, IOVEC));
      headers.set(JAVA_LONG, i * HEADER + IOV_LENGTH, 1);
    }
  }

  private static long offset(String field) {
    return MMSGHDR.byteOffset(PathElement.groupElement(field));
  }

  /// How many datagrams fit.
  public int slots() {
    return slots;
  }

  /// How long a datagram may be.
  public int slotBytes() {
    return slotBytes;
  }

  /// How many there are.
  public int size() {
    return size;
  }

  /// How many of them have been sent.
  public int sent() {
    return sent;
  }

  /// Counts `more` of them as sent.
  public void advance(int more) {
    sent += more;
  }

  /// Forgets them all.
  public void clear() {
    size = 0;
    sent = 0;
    Arrays.fill(addresses, null);
  }

  /// The bytes of a datagram, from 0 to the limit; always the same object.
  public ByteBuffer bytes(int slot) {
    return buffers[slot];
  }

  /// How long the datagram was before it was cut to its slot.
  public int length(int slot) {
    return lengths[slot];
  }

  /// Appends a datagram.
  ///
  /// @param address null: of the peer that the socket is connected to
  /// @param length how long it is, where `from` may have less
  public void add(ByteBuffer from, int length, @Nullable SocketAddress address) {
    buffers[size].clear().put(from).flip();
    lengths[size] = length;
    nameLengths[size] = 0;
    addresses[size] = address;
    size++;
  }

  /// Whom a datagram came from or goes to; null when that is the peer of the socket.
  public @Nullable SocketAddress address(int slot) {
    SocketAddress known = addresses[slot];
    if (known != null || nameLengths[slot] == 0) {
      return known;
    }
    int length = nameLengths[slot];
    long from = (long) slot * NAME_BYTES;
    SocketAddress before = last;
    // Datagrams of one sender come in a row: they share one object.
    if (before == null
        || length != lastLength
        || MemorySegment.mismatch(names, from, from + length, lastName, 0, length) >= 0) {
      MemorySegment.copy(names, from, lastName, 0, length);
      before = SocketAddresses.read(lastName, length);
      lastLength = length;
      last = before;
    }
    addresses[slot] = before;
    return before;
  }

  /// Receives as many as are there and fit, in place of what it holds; on failure that stays, but
  /// for the bytes.
  ///
  /// @return how many, or a negative errno
  public int receive(int fd, StandardProtocolFamily from) {
    for (int i = 0; i < slots; i++) {
      headers.set(ADDRESS, i * HEADER + NAME, names.asSlice((long) i * NAME_BYTES, NAME_BYTES));
      headers.set(JAVA_INT, i * HEADER + NAME_LENGTH, SocketAddresses.MAX_BYTES);
      pieces.set(JAVA_LONG, i * IOVEC + IOVEC_LENGTH, slotBytes);
    }
    Scratch scratch = Scratch.get();
    int count;
    try {
      count =
          (int)
              RECVMMSG.invokeExact(
                  scratch.errno,
                  fd,
                  headers,
                  slots,
                  DatagramCalls.MSG_TRUNC | MSG_DONTWAIT,
                  MemorySegment.NULL);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
    if (count < 0) {
      return Native.failure(scratch.errno);
    }
    family = from;
    size = count;
    sent = 0;
    for (int i = 0; i < count; i++) {
      lengths[i] = headers.get(JAVA_INT, i * HEADER + LENGTH);
      nameLengths[i] = headers.get(JAVA_INT, i * HEADER + NAME_LENGTH);
      addresses[i] = null;
      buffers[i].clear().limit(Math.min(lengths[i], slotBytes));
    }
    return count;
  }

  /// Sends as many as the system takes, from the first that is not sent, and counts them. The
  /// system tells of a failure only if the first of them fails.
  ///
  /// @return how many, or a negative errno
  /// @throws IllegalArgumentException when a socket of this family cannot use the first's address
  public int send(int fd, StandardProtocolFamily to) {
    int ready = sent;
    while (ready < size && prepare(ready, to)) {
      ready++;
    }
    Scratch scratch = Scratch.get();
    int count;
    try {
      count =
          (int)
              SENDMMSG.invokeExact(
                  scratch.errno,
                  fd,
                  headers.asSlice(sent * HEADER),
                  ready - sent,
                  StreamCalls.MSG_NOSIGNAL | MSG_DONTWAIT);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
    if (count < 0) {
      return Native.failure(scratch.errno);
    }
    sent += count;
    return count;
  }

  /// @return false when its address cannot be used, and others go before it
  private boolean prepare(int slot, StandardProtocolFamily to) {
    long header = slot * HEADER;
    int length = nameLengths[slot];
    if (length == 0 || to != family) {
      SocketAddress address = address(slot);
      MemorySegment name = names.asSlice((long) slot * NAME_BYTES, NAME_BYTES);
      try {
        length =
            address == null ? 0 : SocketAddresses.write(name, address, SocketAddresses.number(to));
      } catch (IllegalArgumentException e) {
        if (slot > sent) {
          return false;
        }
        throw e;
      }
    }
    headers.set(
        ADDRESS,
        header + NAME,
        length == 0 ? MemorySegment.NULL : names.asSlice((long) slot * NAME_BYTES, NAME_BYTES));
    headers.set(JAVA_INT, header + NAME_LENGTH, length);
    pieces.set(JAVA_LONG, slot * IOVEC + IOVEC_LENGTH, buffers[slot].limit());
    return true;
  }
}
