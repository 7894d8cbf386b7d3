package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.io.BufferPool;
import io.pollen.net.World.Running;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reads that take their buffer when there is something to read.
class PooledReadIT extends SocketTest {

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aReadThatWaitsHoldsNoBuffer(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          BufferPool pool = BufferPool.heap(4);
          ByteBuffer only = pool.take();
          pool.give(only);
          try (Pair pair = Pair.open(world)) {
            Running<Optional<ByteBuffer>> waits = world.start(pair.server().read(pool));
            TcpStreamIT.awaitWaiting(pair.server());
            assertThat(waits.isDone()).isFalse();
            world.get(pair.client().writeAll(bytes("hello")));
            assertThat(text(waits.get().orElseThrow().compact())).isEqualTo("hell");
            assertThat(text(world.get(pair.server().read(pool)).orElseThrow().compact()))
                .isEqualTo("o");
            pair.client().close();
            assertThat(world.get(pair.server().read(pool))).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(World.Kind.class)
  void aDroppedReadLosesNoByte(World.Kind kind) throws Exception {
    in(
        kind,
        world -> {
          BufferPool pool = BufferPool.direct(16);
          try (Pair pair = Pair.open(world)) {
            for (int i = 0; i < 20; i++) {
              Running<Optional<ByteBuffer>> dropped = world.start(pair.server().read(pool));
              TcpStreamIT.awaitWaiting(pair.server());
              dropped.drop();
              dropped.settle();
              world.get(pair.client().writeAll(bytes("x")));
              ByteBuffer got = world.get(pair.server().read(pool)).orElseThrow();
              assertThat(got.remaining()).isOne();
              pool.give(got);
            }
            Running<Optional<ByteBuffer>> last = world.start(pair.server().read(pool));
            TcpStreamIT.awaitWaiting(pair.server());
            pair.server().close();
            assertThatThrownBy(last::get).isInstanceOf(AsynchronousCloseException.class);
          }
        });
  }
}
