package io.pollen.runtime.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class LayoutsTest {

  @Test
  void epollEventIsPackedOnX86Only() {
    assertThat(offset(EpollCalls.epollEvent("amd64"), "data")).isEqualTo(4);
    assertThat(EpollCalls.epollEvent("amd64").byteSize()).isEqualTo(12);
    assertThat(offset(EpollCalls.epollEvent("aarch64"), "data")).isEqualTo(8);
    assertThat(EpollCalls.epollEvent("aarch64").byteSize()).isEqualTo(16);
  }

  @Test
  void structsHaveTheSizesOfTheirHeaders() {
    assertThat(SocketAddresses.SOCKADDR_IN.byteSize()).isEqualTo(16);
    assertThat(SocketAddresses.SOCKADDR_IN6.byteSize()).isEqualTo(28);
    assertThat(SocketAddresses.SOCKADDR_UN.byteSize()).isEqualTo(110);
    assertThat(offset(SocketAddresses.SOCKADDR_IN6, "sin6_scope_id")).isEqualTo(24);
    assertThat(StreamCalls.IOVEC.byteSize()).isEqualTo(16);
    assertThat(MessageVector.MMSGHDR.byteSize()).isEqualTo(64);
    assertThat(offset(MessageVector.MMSGHDR, "msg_iov")).isEqualTo(16);
    assertThat(offset(MessageVector.MMSGHDR, "msg_len")).isEqualTo(56);
    assertThat(SocketCalls.LINGER.byteSize()).isEqualTo(8);
    assertThat(SocketCalls.UCRED.byteSize()).isEqualTo(12);
    assertThat(DatagramCalls.IP_MREQN.byteSize()).isEqualTo(12);
    assertThat(offset(DatagramCalls.IPV6_MREQ, "ipv6mr_interface")).isEqualTo(16);
    assertThat(EpollCalls.TIMESPEC.byteSize()).isEqualTo(16);
    assertThat(PageCalls.CACHESTAT_RANGE.byteSize()).isEqualTo(16);
    assertThat(PageCalls.CACHESTAT_ANSWER.byteSize()).isEqualTo(40);
    assertThat(RingCalls.PARAMS.byteSize()).isEqualTo(120);
    assertThat(offset(RingCalls.PARAMS, "cq_off")).isEqualTo(80);
    assertThat(offset(RingCalls.GETEVENTS_ARG, "ts")).isEqualTo(16);
    assertThat(offset(BufferRing.ENTRY, "bid")).isEqualTo(12);
    assertThat(offset(BufferRing.REGISTRATION, "bgid")).isEqualTo(12);
    assertThat(ProcessCalls.SIGINFO.byteSize()).isEqualTo(128);
    assertThat(offset(ProcessCalls.SIGINFO, "si_pid")).isEqualTo(16);
    assertThat(offset(ProcessCalls.SIGINFO, "si_status")).isEqualTo(24);
    assertThat(ProcessCalls.ATTRIBUTES.byteSize()).isEqualTo(336);
    assertThat(ProcessCalls.FILE_ACTIONS.byteSize()).isEqualTo(80);
    assertThatThrownBy(() -> Native.sized(SocketCalls.LINGER, 9))
        .isInstanceOf(AssertionError.class);
  }

  private static long offset(StructLayout layout, String field) {
    return layout.byteOffset(PathElement.groupElement(field));
  }

  @Test
  void addressesSurviveTheWayThroughTheKernelsForm() throws Exception {
    InetAddress scoped =
        Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 3);
    for (InetAddress address :
        new InetAddress[] {
          InetAddress.getByName("127.0.0.1"), InetAddress.getByName("2001:db8::7"), scoped
        }) {
      int family =
          address instanceof Inet6Address ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET;
      InetSocketAddress there = new InetSocketAddress(address, 50_123);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = arena.allocate(SocketAddresses.MAX_BYTES, 8).fill((byte) -1);
        int length = SocketAddresses.write(segment, there, family);
        assertThat(segment.get(ValueLayout.JAVA_BYTE, 2) & 0xFF).as("big endian").isEqualTo(0xC3);
        assertThat(SocketAddresses.read(segment, length)).isEqualTo(there);
      }
    }
  }

  @Test
  void namesOfUnixSocketsSurviveTheWayThroughTheKernelsForm() {
    for (SocketAddress name :
        new SocketAddress[] {
          UnixDomainSocketAddress.of("/tmp/a socket"),
          UnixDomainSocketAddress.of(""),
          UnixDomainSocketAddress.of("x".repeat(107)),
          new AbstractName("of nobody"),
          new AbstractName("é".repeat(50))
        }) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = arena.allocate(SocketAddresses.MAX_BYTES, 8).fill((byte) -1);
        int length = SocketAddresses.write(segment, name, SocketAddresses.AF_UNIX);
        assertThat(SocketAddresses.read(segment, length)).isEqualTo(name);
      }
    }
  }

  @Test
  void anAddressThatDoesNotFitItsSocketIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(SocketAddresses.MAX_BYTES, 8);
      SocketAddress tooLong = UnixDomainSocketAddress.of("x".repeat(108));
      assertThatThrownBy(() -> SocketAddresses.write(segment, tooLong, SocketAddresses.AF_UNIX))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most 107 bytes");
      SocketAddress path = UnixDomainSocketAddress.of("x");
      assertThatThrownBy(() -> SocketAddresses.write(segment, path, SocketAddresses.AF_INET))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another family");
    }
  }

  @Test
  void timeoutsAreRoundedUpToMilliseconds() {
    assertThat(EpollCalls.millis(-1)).isEqualTo(-1);
    assertThat(EpollCalls.millis(0)).isZero();
    assertThat(EpollCalls.millis(1)).isEqualTo(1);
    assertThat(EpollCalls.millis(1_000_001)).isEqualTo(2);
    assertThat(EpollCalls.millis(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void errorsAreNamed() {
    assertThat(new ErrnoException("connect", Errno.ECONNREFUSED))
        .hasMessage("connect failed: ECONNREFUSED: connection refused");
    assertThat(new ErrnoException("connect", 77).errno()).isEqualTo(77);
    assertThat(Errno.describe(4711)).isEqualTo("errno 4711");
  }
}
