package io.pollen.tls;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.timeoutOrEmpty;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.combine.Tuple2;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/// Over real sockets, with tasks on two workers.
class TlsStreamIT {
  private static final int BYTES = 8 << 20;

  private static Future<TlsPair> connect() throws Exception {
    TlsClient client = Certificates.newClient().build();
    TlsServer server = Certificates.newServer().build();
    return async(() -> {
      try (TcpListener listener = await(TcpListener.bind("127.0.0.1", 0))) {
        int port = listener.localAddress().getPort();
        Tuple2<TcpStream, TcpStream> sockets =
            await(join(TcpStream.connect("127.0.0.1", port), listener.accept()));
        Tuple2<TlsStream, TlsStream> both =
            await(
                join(
                    client.connect(sockets.first(), "localhost", port),
                    server.accept(sockets.second())));
        return new TlsPair(both.first(), both.second());
      }
    });
  }

  /// Writes random bytes in random pieces, then ends. The answer is their sum.
  private static Future<Long> send(TlsStream to, long seed) {
    return async(() -> {
      Random random = new Random(seed);
      CRC32 sum = new CRC32();
      int left = BYTES;
      while (left > 0) {
        byte[] piece = new byte[Math.min(left, 1 + random.nextInt(50_000))];
        random.nextBytes(piece);
        sum.update(piece);
        await(to.writeAll(ByteBuffer.wrap(piece)));
        left -= piece.length;
      }
      await(to.shutdown());
      return sum.getValue();
    });
  }

  /// Reads to the end in random pieces, and gives up some reads in between.
  private static Future<Long> receive(TlsStream from, long seed) {
    return async(() -> {
      Random random = new Random(seed);
      CRC32 sum = new CRC32();
      while (true) {
        ByteBuffer to = ByteBuffer.allocate(1 + random.nextInt(50_000));
        Optional<Integer> count =
            await(timeoutOrEmpty(Duration.ofMillis(random.nextInt(2)), from.read(to)));
        if (count.isPresent() && count.get() < 0) {
          return sum.getValue();
        }
        sum.update(to.flip());
      }
    });
  }

  @Test
  void oneTaskReadsWhileAnotherOneWritesOnBothSides() throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build();
        TlsPair pair = runtime.blockOn(connect())) {
      var forth = runtime.spawn(send(pair.client(), 1));
      var back = runtime.spawn(send(pair.server(), 2));
      var atServer = runtime.spawn(receive(pair.server(), 3));
      var atClient = runtime.spawn(receive(pair.client(), 4));
      assertThat(runtime.blockOn(join(forth, atServer)))
          .satisfies(sums -> assertThat(sums.first()).isEqualTo(sums.second()));
      assertThat(runtime.blockOn(join(back, atClient)))
          .satisfies(sums -> assertThat(sums.first()).isEqualTo(sums.second()));
      assertThat(pair.client().connection().borrowed()).isZero();
      assertThat(pair.server().connection().borrowed()).isZero();
    }
  }

  @Test
  void manyConnectionsAtOnce() throws Exception {
    try (AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(2).build()) {
      var rounds =
          runtime.spawnAll(IntStream.range(0, 50).mapToObj(TlsStreamIT::roundTrip).toList());
      for (var round : rounds) {
        assertThat(runtime.blockOn(round)).isTrue();
      }
    }
  }

  private static Future<Boolean> roundTrip(int number) {
    return async(() -> {
      try (TlsPair pair = await(connect())) {
        await(pair.client().writeAll(TlsPair.bytes("question " + number)));
        await(pair.client().shutdown());
        String heard = await(pair.server().readString(100));
        await(pair.server().writeAll(TlsPair.bytes("answer to " + heard)));
        await(pair.server().shutdown());
        return await(pair.client().readString(100)).equals("answer to question " + number);
      }
    });
  }
}
