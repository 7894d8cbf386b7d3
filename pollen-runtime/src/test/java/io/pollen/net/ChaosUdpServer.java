package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import io.pollen.net.World.Running;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Random;

/// Answers questions that come as datagrams, and nothing else.
final class ChaosUdpServer extends ChaosPlace<ChaosUdpServer.Life> {
  private static final Duration LIFE = Duration.ofMillis(420);

  ChaosUdpServer(World world, Random random, ChaosLog log) {
    super(world, LIFE, random, log);
  }

  @Override
  Future<Life> begin() {
    return UdpSocket.bind("127.0.0.1", 0)
        .map(socket -> {
          try {
            return new Life(socket);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  final class Life implements ChaosPlace.Life {
    private final UdpSocket socket;
    private final InetSocketAddress address;
    private final Running<Void> serving;
    private volatile boolean ending;

    Life(UdpSocket socket) throws IOException {
      this.socket = socket;
      this.address = socket.localAddress();
      this.serving = watched(world.start(serve(new Fickle(new Random(random.nextLong()), log))));
    }

    InetSocketAddress address() {
      return address;
    }

    @Override
    public boolean isEnding() {
      return ending;
    }

    @Override
    public void end() {
      ending = true;
      if (random.nextBoolean()) {
        serving.drop();
      }
      socket.close(); // under the receive or the send that waits
    }

    @Override
    public void endAndSettle() throws Exception {
      end();
      serving.settle();
    }

    private Future<Void> serve(Fickle fickle) {
      return async(() -> {
        try {
          ByteBuffer buffer = ChaosDatagram.room(ChaosDatagram.MOST, fickle.random());
          while (true) {
            await(receive(fickle, buffer));
            if (ChaosDatagram.isQuestion(buffer)) {
              InetSocketAddress sender = asked;
              ChaosDatagram.answer(buffer);
              await(fickle.insist(() -> socket.sendTo(buffer.duplicate(), sender)));
            }
          }
        } catch (ClosedChannelException e) {
          if (!ending) {
            throw e;
          }
        }
      });
    }

    private InetSocketAddress asked; // the serving task's

    /// Sometimes looks at it before, with less room: that must be the same one.
    private Future<Void> receive(Fickle fickle, ByteBuffer buffer) {
      return async(() -> {
        UdpSocket.Datagram seen = null;
        ByteBuffer small = ChaosDatagram.room(fickle.random().nextInt(2_000), fickle.random());
        if (fickle.random().nextInt(6) == 0) {
          seen = await(fickle.insist(() -> socket.peekFrom(small.clear())));
          small.flip();
        }
        UdpSocket.Datagram came = await(fickle.insist(() -> socket.recvFrom(buffer.clear())));
        buffer.flip();
        if (ChaosDatagram.isQuestion(buffer)) {
          ChaosDatagram.check(buffer, came);
          log.bytes.add(came.length());
        }
        if (seen != null) {
          boolean same =
              seen.sender().equals(came.sender())
                  && seen.length() == came.length()
                  && small.equals(buffer.slice(0, small.limit()));
          if (!same) {
            throw new IllegalStateException(seen + " was looked at, and " + came + " came");
          }
        }
        asked = came.sender();
      });
    }
  }
}
