package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.SocketCalls;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.List;

/// Opens what an epoll driver serves. It belongs to no driver at first, but for named pipes.
final class EpollOpen {
  /// Both sides try their luck at first.
  private static final long BOTH = Readiness.READABLE | Readiness.WRITABLE;

  private EpollOpen() {}

  /// Not ready: a socket waits for the edge that says that it is connected.
  static EpollSocket stream(StandardProtocolFamily family) throws IOException {
    return socket(family, SocketCalls.SOCK_STREAM, 0);
  }

  static EpollSocket listener(StandardProtocolFamily family) throws IOException {
    return socket(family, SocketCalls.SOCK_STREAM, Readiness.READABLE);
  }

  static DatagramEndpoint datagram(StandardProtocolFamily family) throws IOException {
    return new EpollDatagram(socket(family, SocketCalls.SOCK_DGRAM, BOTH));
  }

  private static EpollSocket socket(StandardProtocolFamily family, int kind, long initial)
      throws IOException {
    int fd = SocketCalls.socket(family, kind);
    if (fd < 0) {
      throw SocketErrors.of("socket", -fd);
    }
    return new EpollSocket(fd, family, initial);
  }

  static List<EpollSocket> streamPair() throws IOException {
    int[] pair = pair(SocketCalls.SOCK_STREAM);
    return List.of(
        EpollSocket.connected(pair[0], StandardProtocolFamily.UNIX),
        EpollSocket.connected(pair[1], StandardProtocolFamily.UNIX));
  }

  static List<DatagramEndpoint> datagramPair() throws IOException {
    int[] pair = pair(SocketCalls.SOCK_DGRAM);
    return List.of(
        new EpollDatagram(new EpollSocket(pair[0], StandardProtocolFamily.UNIX, BOTH)),
        new EpollDatagram(new EpollSocket(pair[1], StandardProtocolFamily.UNIX, BOTH)));
  }

  private static int[] pair(int kind) throws IOException {
    int[] pair = new int[2];
    int result = SocketCalls.pair(kind, pair);
    if (result < 0) {
      throw SocketErrors.of("socketpair", -result);
    }
    return pair;
  }

  static EpollSocket adopted(int fd) throws IOException {
    long kind = SocketCalls.option(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_TYPE);
    if (kind != SocketCalls.SOCK_STREAM) {
      throw DescriptorErrors.notAStream(fd, kind);
    }
    StandardProtocolFamily family =
        switch (SocketCalls.remoteAddress(fd)) {
          case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address ->
              StandardProtocolFamily.INET;
          case InetSocketAddress _ -> StandardProtocolFamily.INET6;
          default -> StandardProtocolFamily.UNIX;
        };
    int result = FileCalls.makeNonBlocking(fd);
    if (result < 0) {
      throw SocketErrors.of("fcntl", -result);
    }
    return EpollSocket.connected(fd, family);
  }

  static List<PipeEnd> pipe() throws IOException {
    int[] ends = new int[2];
    int result = FileCalls.pipe(ends);
    if (result < 0) {
      throw SocketErrors.of("pipe2", -result);
    }
    return List.of(
        new EpollPipeEnd(pipeEnd(ends[0], BOTH), true),
        new EpollPipeEnd(pipeEnd(ends[1], BOTH), false));
  }

  static PipeEnd adoptedPipe(int fd, boolean reads) throws IOException {
    int result = FileCalls.makeNonBlocking(fd);
    if (result < 0) {
      throw SocketErrors.of("fcntl", -result);
    }
    return new EpollPipeEnd(pipeEnd(fd, BOTH), reads);
  }

  /// Not ready before the first edge: a reader waits for a writer instead of meeting the end.
  static PipeEnd namedPipe(Context cx, Path path, boolean reads) throws IOException {
    int fd = FileCalls.open(path.toString(), reads ? FileCalls.O_RDONLY : FileCalls.O_WRONLY);
    if (fd < 0) {
      throw DescriptorErrors.opening(path, -fd);
    }
    EpollSocket end = pipeEnd(fd, 0);
    boolean done = false;
    try {
      end.enter();
      try {
        end.register(cx);
      } catch (IOException e) {
        throw DescriptorErrors.notAPipe(path, e);
      } finally {
        end.leave();
      }
      done = true;
      return new EpollPipeEnd(end, reads);
    } finally {
      if (!done) {
        end.close();
      }
    }
  }

  private static EpollSocket pipeEnd(int fd, long initial) {
    return new EpollSocket(fd, StandardProtocolFamily.UNIX, initial, EpollDriver.INTERESTS, true);
  }
}
