package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.sync.CancellationToken;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A peer whose machine has lost its power or its network sends no packet any more, not even an
/// acknowledgement. Here a socket filter of the peer's takes every packet away before TCP sees it.
class VanishedPeerIT extends SocketTest {
  private static final String VANISHES =
      """
      import ctypes, socket, struct, sys
      address = ('127.0.0.1', int(sys.argv[1]))
      drop = ctypes.create_string_buffer(struct.pack('HBBI', 0x06, 0, 0, 0))  # BPF: return 0
      program = struct.pack('HL', 1, ctypes.addressof(drop))
      sockets = []
      for role in sys.argv[2:]:
        s = socket.create_connection(address)
        s.sendall(role.encode())
        assert s.recv(1) == role.encode()
        s.setsockopt(socket.SOL_SOCKET, 26, program)  # SO_ATTACH_FILTER
        sockets.append(s)
      print('ready', flush=True)
      sys.stdin.readline()
      """;

  /// Once the peer is gone, by its first byte: waits in a read behind probes, in a read behind
  /// bytes that nobody acknowledges, or in a write.
  private static Future<Void> serve(TcpStream stream, CancellationToken gone) {
    return async(() -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      await(stream.readExactly(one));
      await(stream.writeAll(one.flip()));
      await(gone.cancelled());
      switch (one.get(0)) {
        case 'p' -> {
          stream.keepAlive(Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
          await(stream.read(one.clear()));
        }
        case 'a' -> {
          stream.userTimeout(Duration.ofMillis(500));
          await(stream.writeAll(bytes("is anybody there?")));
          await(stream.read(one.clear()));
        }
        case 'w' -> {
          stream.userTimeout(Duration.ofMillis(500));
          await(stream.writeAll(ByteBuffer.allocateDirect(50_000_000)));
        }
        default -> throw new IllegalStateException("role " + one.get(0));
      }
    });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_THREAD_.*")
  void whoeverWaitsIsToldAfterTheTimeThatWasAskedFor(World.Kind kind) throws Exception {
    String[] roles = kind.isNio() ? new String[] {"p"} : new String[] {"p", "a", "w"};
    in(
        kind,
        world -> {
          CancellationToken gone = new CancellationToken();
          try (EchoServer server = EchoServer.open(world, stream -> serve(stream, gone));
              Peer peer = Peer.start(server, VANISHES, roles)) {
            gone.cancel();
            assertReaches(roles.length, server.failures::size, "failures");
            assertThat(server.failures)
                .allSatisfy(failure -> {
                  assertThat(failure).isInstanceOf(SocketException.class);
                  // On io_uring a receive in flight may be told of it, and the write that it is
                  // over.
                  assertThat(failure.getMessage())
                      .containsAnyOf("the connection timed out", "broken pipe");
                });
            assertThat(server.failures)
                .filteredOn(failure -> "the connection timed out".equals(failure.getMessage()))
                .hasSizeGreaterThanOrEqualTo(Math.max(1, roles.length - 1));
            assertThat(peer.process().isAlive()).isTrue();
          }
        });
  }
}
