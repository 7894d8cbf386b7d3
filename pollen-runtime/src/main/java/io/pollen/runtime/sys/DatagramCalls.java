package io.pollen.runtime.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Datagrams in and out of a socket, one system call each, and multicast. Results are counts or
/// negative errnos.
///
/// The bytes of a direct buffer go straight to the kernel; those of a heap buffer through the
/// thread's scratch memory, or through memory of their own where that is too small: a datagram
/// cannot be moved in pieces.
public final class DatagramCalls {
  // netinet/in.h, bits/in.h
  public static final int IP_MULTICAST_IF = 32;
  public static final int IP_MULTICAST_TTL = 33;
  public static final int IP_MULTICAST_LOOP = 34;
  public static final int IPV6_MULTICAST_IF = 17;
  public static final int IPV6_MULTICAST_HOPS = 18;
  public static final int IPV6_MULTICAST_LOOP = 19;

  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_DROP_MEMBERSHIP = 36;
  private static final int IPV6_ADD_MEMBERSHIP = 20;
  private static final int IPV6_DROP_MEMBERSHIP = 21;

  /// `struct ip_mreqn`, bits/in.h.
  static final StructLayout IP_MREQN =
      Native.sized(
          MemoryLayout.structLayout(
              MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("imr_multiaddr"),
              MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("imr_address"),
              JAVA_INT.withName("imr_ifindex")),
          12);

  /// `struct ipv6_mreq`, netinet/in.h.
  static final StructLayout IPV6_MREQ =
      Native.sized(
          MemoryLayout.structLayout(
              MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ipv6mr_multiaddr"),
              JAVA_INT.withName("ipv6mr_interface")),
          20);

  /// With it `recvfrom` answers how long the datagram was, not how much of it fitted.
  static final int MSG_TRUNC = 0x20;

  private static final MethodHandle RECVFROM =
      Native.function(
          "recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SENDTO =
      Native.function(
          "sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

  private DatagramCalls() {}

  /// Receives one datagram into `to`, which must not be read-only, and advances its position.
  ///
  /// @param peek whether the datagram stays in the socket
  /// @return how long the datagram is: what did not fit is gone
  public static int receive(int fd, ByteBuffer to, boolean peek) {
    Scratch scratch = Scratch.get();
    if (to.isDirect()) {
      return receive(scratch, fd, to, MemorySegment.ofBuffer(to), peek);
    }
    if (to.remaining() <= Scratch.BUFFER_BYTES) {
      return receive(scratch, fd, to, scratch.buffer(), peek);
    }
    try (Arena arena = Arena.ofConfined()) {
      return receive(scratch, fd, to, arena.allocate(to.remaining()), peek);
    }
  }

  private static int receive(
      Scratch scratch, int fd, ByteBuffer to, MemorySegment target, boolean peek) {
    int room = to.remaining();
    int flags = MSG_TRUNC | (peek ? StreamCalls.MSG_PEEK : 0);
    scratch.length.set(JAVA_INT, 0, SocketAddresses.MAX_BYTES);
    try {
      int length =
          (int)
              (long)
                  RECVFROM.invokeExact(
                      scratch.errno,
                      fd,
                      target,
                      (long) room,
                      flags,
                      scratch.argument,
                      scratch.length);
      if (length < 0) {
        return Native.failure(scratch.errno);
      }
      int moved = Math.min(length, room);
      if (!to.isDirect()) {
        MemorySegment.copy(target, 0, MemorySegment.ofBuffer(to), 0, moved);
      }
      to.position(to.position() + moved);
      return length;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Who sent what the last [#receive] of this thread has received. Nothing else of this package
  /// may be called in between.
  public static SocketAddress sender() {
    Scratch scratch = Scratch.get();
    return SocketAddresses.read(scratch.argument, scratch.length.get(JAVA_INT, 0));
  }

  /// Sends all of `from` as one datagram and advances its position.
  ///
  /// @param to null: to the peer that the socket is connected to
  public static int send(
      int fd, ByteBuffer from, @Nullable SocketAddress to, StandardProtocolFamily family) {
    Scratch scratch = Scratch.get();
    MemorySegment source = MemorySegment.ofBuffer(from);
    if (from.isDirect()) {
      return send(scratch, fd, from, source, to, family);
    }
    if (from.remaining() <= Scratch.BUFFER_BYTES) {
      MemorySegment copy = scratch.buffer().asSlice(0, from.remaining()).copyFrom(source);
      return send(scratch, fd, from, copy, to, family);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(from.remaining()).copyFrom(source);
      return send(scratch, fd, from, copy, to, family);
    }
  }

  private static int send(
      Scratch scratch,
      int fd,
      ByteBuffer from,
      MemorySegment source,
      @Nullable SocketAddress to,
      StandardProtocolFamily family) {
    MemorySegment address = to == null ? MemorySegment.NULL : scratch.argument;
    int bytes =
        to == null
            ? 0
            : SocketAddresses.write(scratch.argument, to, SocketAddresses.number(family));
    try {
      int sent =
          (int)
              (long)
                  SENDTO.invokeExact(
                      scratch.errno,
                      fd,
                      source,
                      (long) from.remaining(),
                      StreamCalls.MSG_NOSIGNAL,
                      address,
                      bytes);
      if (sent < 0) {
        return Native.failure(scratch.errno);
      }
      from.position(from.position() + sent);
      return sent;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /// Joins or leaves a multicast group on one interface.
  ///
  /// @param index of the interface
  public static int membership(int fd, InetAddress group, int index, boolean join) {
    Scratch scratch = Scratch.get();
    MemorySegment argument = scratch.argument;
    byte[] bytes = group.getAddress();
    MemorySegment.copy(bytes, 0, argument, JAVA_BYTE, 0, bytes.length);
    if (group instanceof Inet6Address) {
      argument.set(JAVA_INT, 16, index);
      int name = join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP;
      return SocketCalls.set(
          scratch, fd, SocketCalls.IPPROTO_IPV6, name, (int) IPV6_MREQ.byteSize());
    }
    argument.set(JAVA_INT, 4, 0);
    argument.set(JAVA_INT, 8, index);
    int name = join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP;
    return SocketCalls.set(scratch, fd, SocketCalls.IPPROTO_IP, name, (int) IP_MREQN.byteSize());
  }

  /// Chooses the interface that IPv4 multicasts leave by.
  public static int multicastInterface(int fd, int index) {
    Scratch scratch = Scratch.get();
    scratch.argument.asSlice(0, 8).fill((byte) 0);
    scratch.argument.set(JAVA_INT, 8, index);
    return SocketCalls.set(
        scratch, fd, SocketCalls.IPPROTO_IP, IP_MULTICAST_IF, (int) IP_MREQN.byteSize());
  }
}
