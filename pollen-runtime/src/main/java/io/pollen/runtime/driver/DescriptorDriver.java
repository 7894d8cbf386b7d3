package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// A driver of Linux, whose sockets are descriptors. What is only waited for is served by epoll on
/// each of them; how a stream reads and a listener accepts is the driver's own.
abstract class DescriptorDriver extends PolledDriver {

  /// A stream over `socket`, as this kind of driver serves it.
  abstract EpollStream stream(EpollSocket socket);

  /// A listener over `socket`, as this kind of driver serves it.
  abstract ListenSocket listener(EpollSocket socket);

  @Override
  public final StreamSocket openStream(StandardProtocolFamily family) throws IOException {
    return stream(EpollOpen.stream(family));
  }

  @Override
  public final ListenSocket openListener(StandardProtocolFamily family) throws IOException {
    return listener(EpollOpen.listener(family));
  }

  @Override
  public final List<StreamSocket> openStreamPair() throws IOException {
    List<EpollSocket> pair = EpollOpen.streamPair();
    return List.of(stream(pair.get(0)).connected(), stream(pair.get(1)).connected());
  }

  @Override
  public final StreamSocket adoptStream(int fd) throws IOException {
    return stream(EpollOpen.adopted(fd)).connected();
  }

  @Override
  public final DatagramEndpoint openDatagram(StandardProtocolFamily family) throws IOException {
    return EpollOpen.datagram(family);
  }

  @Override
  public final List<DatagramEndpoint> openDatagramPair() throws IOException {
    return EpollOpen.datagramPair();
  }

  @Override
  public final List<PipeEnd> openPipe() throws IOException {
    return EpollOpen.pipe();
  }

  @Override
  public final PipeEnd openNamedPipe(Context cx, Path path, boolean reads) throws IOException {
    return EpollOpen.namedPipe(cx, path, reads);
  }

  @Override
  public final boolean hasDescriptors() {
    return true;
  }

  @Override
  public final PipeEnd adoptPipe(int fd, boolean reads) throws IOException {
    return EpollOpen.adoptedPipe(fd, reads);
  }

  @Override
  public final Watch watch(Context cx, int fd, Set<Interest> interests, boolean owned)
      throws IOException {
    return EpollWatch.of(cx, fd, interests, owned);
  }
}
