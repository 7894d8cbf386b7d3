package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class LastWriteIT {

  /// Nobody polls after the end of a blockOn: what it has written is out by then.
  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void whatABlockOnHasWrittenIsSentWhenItReturns(DriverKind kind) throws Exception {
    try (ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        AsyncRuntime runtime = AsyncRuntime.builder().driver(kind).currentThread().build()) {
      TcpStream stream =
          runtime.blockOn(TcpStream.connect((InetSocketAddress) listener.getLocalAddress()));
      try (stream;
          SocketChannel peer = listener.accept()) {
        for (byte i = 0; i < 3; i++) {
          runtime.blockOn(stream.writeAll(ByteBuffer.wrap(new byte[] {i})));
          ByteBuffer to = ByteBuffer.allocate(1);
          assertThat(peer.read(to)).isOne();
          assertThat(to.get(0)).isEqualTo(i);
        }
      }
    }
  }
}
