package io.pollen.runtime.driver;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two connected Unix streams where there is no `socketpair`: the one connects to a listener in a
/// directory that only this user can enter, so that nobody comes in between. Connecting does not
/// wait: there is room in the backlog.
final class NioPair {
  private NioPair() {}

  static List<StreamSocket> open() throws IOException {
    Path directory = Files.createTempDirectory("pollen");
    Path file = directory.resolve("pair");
    try {
      return connected(UnixDomainSocketAddress.of(file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static List<StreamSocket> connected(UnixDomainSocketAddress at) throws IOException {
    @Nullable SocketChannel one = null;
    @Nullable SocketChannel other = null;
    boolean done = false;
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(at, 1)) {
      one = SocketChannel.open(at);
      other = listener.accept();
      List<StreamSocket> pair =
          List.of(
              new NioStream(one, StandardProtocolFamily.UNIX),
              new NioStream(other, StandardProtocolFamily.UNIX));
      done = true;
      return pair;
    } finally {
      if (!done) {
        close(one);
        close(other);
      }
    }
  }

  private static void close(@Nullable SocketChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
