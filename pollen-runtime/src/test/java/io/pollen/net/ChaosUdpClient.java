package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.using;
import static io.pollen.time.Time.sleep;
import static io.pollen.time.Time.timeout;
import static io.pollen.time.Time.timeoutOrEmpty;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Asks servers by datagrams, in a bad manner that chance decides. A port may have been another
/// socket's a moment ago: what comes for that one is looked at, and ignored.
final class ChaosUdpClient extends ChaosActor {
  private static final Duration SILENCE = Duration.ofMillis(100);

  private final World world;
  private final List<ChaosUdpServer> servers;

  ChaosUdpClient(World world, List<ChaosUdpServer> servers, long seed, ChaosLog log) {
    super(new Random(seed), log);
    this.world = world;
    this.servers = servers;
  }

  @Override
  Visit next() {
    ChaosUdpServer.Life life = servers.get(random.nextInt(servers.size())).now();
    return new Visit(
        life,
        async(() -> {
          UdpSocket socket = await(UdpSocket.bind("127.0.0.1", 0));
          return await(timeout(PATIENCE, using(socket, open -> await(meet(life, open)))));
        }));
  }

  /// Whether a server that nobody restarts has an answer.
  Future<Boolean> answers() {
    return async(() -> {
      UdpSocket socket = await(UdpSocket.bind("127.0.0.1", 0));
      ChaosUdpServer.Life life = servers.getFirst().now();
      return await(using(socket, open -> await(converse(life, open, false))));
    });
  }

  private Future<Boolean> meet(ChaosUdpServer.Life life, UdpSocket socket) {
    return async(() ->
        switch (random.nextInt(12)) {
          case 0 -> {
            await(send(life, socket, false, new HashSet<>()));
            yield false; // and is gone
          }
          case 1 -> {
            await(sayNonsense(life, socket));
            yield await(converse(life, socket, false));
          }
          case 2 -> {
            await(findNobody(socket));
            yield await(converse(life, socket, true));
          }
          case 3 -> await(closeWhileOneWaits(socket));
          default -> await(converse(life, socket, random.nextBoolean()));
        });
  }

  /// Sends a burst, and waits for all of the answers that the system does not drop.
  private Future<Boolean> converse(ChaosUdpServer.Life life, UdpSocket socket, boolean connects) {
    return async(() -> {
      if (connects) {
        await(socket.connect(life.address()));
      }
      long lostBefore = ChaosDatagram.lostBySystem();
      Set<Long> asked = new HashSet<>();
      await(send(life, socket, connects, asked));
      Fickle fickle = fickle();
      Set<Long> answered = new HashSet<>();
      while (answered.size() < asked.size()) {
        int length = random.nextInt(4) == 0 ? ChaosDatagram.HEAD + random.nextInt(500) : 65_536;
        ByteBuffer buffer = ChaosDatagram.room(length, random);
        Optional<UdpSocket.Datagram> came =
            await(timeoutOrEmpty(SILENCE, fickle.insist(() -> socket.recvFrom(buffer.clear()))));
        if (came.isPresent()) {
          hear(buffer.flip(), came.get(), life, asked, answered);
        } else if (life.isEnding()) {
          throw new IOException("no answer");
        } else if (ChaosDatagram.lostBySystem() > lostBefore) {
          log.lost.add(asked.size() - answered.size());
          return true;
        }
      }
      return true;
    });
  }

  private void hear(
      ByteBuffer buffer,
      UdpSocket.Datagram came,
      ChaosUdpServer.Life life,
      Set<Long> asked,
      Set<Long> answered) {
    if (!ChaosDatagram.isAnswer(buffer)) {
      return;
    }
    ChaosDatagram.check(buffer, came);
    long seed = ChaosDatagram.seed(buffer);
    if (!asked.contains(seed)) {
      return;
    }
    if (!answered.add(seed) || !came.sender().equals(life.address())) {
      throw new IllegalStateException("it came twice, or from somebody else: " + came);
    }
    log.bytes.add(came.count());
    if (came.isTruncated()) {
      log.truncated.increment();
    }
  }

  private Future<Void> send(
      ChaosUdpServer.Life life, UdpSocket socket, boolean connected, Set<Long> asked) {
    return async(() -> {
      Fickle fickle = fickle();
      for (int i = random.nextInt(random.nextInt(6) == 0 ? 40 : 5); i >= 0; i--) {
        int most = random.nextInt(30) == 0 ? ChaosDatagram.MOST - ChaosDatagram.HEAD : 1_400;
        int length = ChaosDatagram.HEAD + random.nextInt(most);
        long seed = random.nextLong() & ~1;
        asked.add(seed);
        ByteBuffer question = ChaosDatagram.question(seed, length, random);
        int sent =
            await(
                fickle.insist(() ->
                    connected
                        ? socket.send(question.duplicate())
                        : socket.sendTo(question.duplicate(), life.address())));
        if (sent != length) {
          throw new IllegalStateException(sent + " of " + length + " bytes were sent");
        }
      }
    });
  }

  /// None of these is answered.
  private Future<Void> sayNonsense(ChaosUdpServer.Life life, UdpSocket socket) {
    return async(() -> {
      for (int i = random.nextInt(8); i >= 0; i--) {
        byte[] nonsense = new byte[random.nextInt(30)];
        random.nextBytes(nonsense);
        if (nonsense.length > 7) {
          nonsense[7] |= 1;
        }
        await(socket.sendTo(ByteBuffer.wrap(nonsense), life.address()));
      }
      try {
        await(socket.sendTo(ChaosDatagram.room(70_000, random), life.address()));
        throw new IllegalStateException("a datagram of 70,000 bytes");
      } catch (SocketException tooLong) {
        // as it should be
      }
    });
  }

  /// Asks where nobody is, until it is told so, which does not harm the socket. Another socket may
  /// have got the port: then nobody tells.
  private Future<Void> findNobody(UdpSocket socket) {
    return async(() -> {
      InetSocketAddress nobody;
      try (UdpSocket soonGone = await(UdpSocket.bind("127.0.0.1", 0))) {
        nobody = soonGone.localAddress();
      }
      await(socket.connect(nobody));
      Fickle fickle = fickle();
      for (int i = 0; i < 3; i++) {
        try {
          await(fickle.insist(() -> socket.send(ByteBuffer.allocate(3))));
          await(
              timeoutOrEmpty(SILENCE, fickle.insist(() -> socket.recv(ByteBuffer.allocate(100)))));
        } catch (PortUnreachableException e) {
          log.unreachable.increment();
          break;
        }
      }
      // The answer to the last one may be on its way, or still be at the socket.
      await(sleep(Duration.ofMillis(1)));
      try {
        await(timeoutOrEmpty(Duration.ZERO, socket.recv(ByteBuffer.allocate(100))));
      } catch (PortUnreachableException e) {
        log.unreachable.increment();
      }
    });
  }

  /// By this task while another one receives.
  private Future<Boolean> closeWhileOneWaits(UdpSocket socket) {
    return async(() -> {
      JoinHandle<Void> waiting =
          world
              .runtime()
              .spawn(
                  async(() -> {
                    try {
                      while (true) {
                        await(socket.recv(ByteBuffer.allocate(1)));
                      }
                    } catch (ClosedChannelException e) {
                      // as it should be
                    }
                  }));
      await(sleep(Duration.ofNanos(random.nextInt(2_000_000))));
      close(socket);
      await(timeout(Duration.ofSeconds(20), waiting));
      return false;
    });
  }

  /// Under the feet of whoever waits for it.
  private static void close(UdpSocket socket) {
    socket.close();
  }
}
