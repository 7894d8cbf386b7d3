package io.pollen.verify.soak;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.join;
import static io.pollen.Async.using;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeout;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/// Echo servers and their clients, over the loopback interface.
final class SocketWork {
  private static final int BUFFER = 4_096;

  /// How long a client rests: a port that was closed in order is lost for a minute, and there are
  /// some 28,000.
  private static final Duration REST = Duration.ofMillis(10);

  private SocketWork() {}

  /// Serves until it is cancelled.
  static Future<Void> serve(Ledger ledger, TcpListener listener) {
    return using(listener, open -> await(accept(ledger, open)));
  }

  private static Future<Void> accept(Ledger ledger, TcpListener listener) {
    return async(() -> {
      var incoming = listener.incoming();
      while (true) {
        spawn(ledger.track(using(await(incoming.next()), one -> await(sendBack(one)))));
      }
    });
  }

  private static Future<Void> sendBack(TcpStream connection) {
    return async(() -> {
      var buffer = ByteBuffer.allocate(BUFFER);
      try {
        while (await(connection.read(buffer)) >= 0) {
          await(connection.writeAll(buffer.flip()));
          buffer.clear();
        }
      } catch (IOException e) {
        // the client has reset the connection
      }
    });
  }

  /// All bytes come back, in order.
  static Future<Void> echo(Site site, Random random) {
    return async(() -> {
      int port = Site.oneOf(site.servers(), random);
      try (var connection = await(TcpStream.connect("127.0.0.1", port));
          var held = site.ledger().hold()) {
        for (int i = random.nextInt(20); i >= 0; i--) {
          byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 200_000 : 500)];
          random.nextBytes(bytes);
          await(join(connection.writeAll(ByteBuffer.wrap(bytes)), back(site, connection, bytes)));
        }
        if (random.nextInt(8) == 0) {
          await(connection.shutdownOutput());
          int end = await(connection.read(ByteBuffer.allocate(1)));
          site.ledger().check(end < 0, "more came back than was sent");
        } else {
          connection.linger(Duration.ZERO); // the close resets
        }
      }
      await(sleep(REST));
    });
  }

  private static Future<Void> back(Site site, TcpStream connection, byte[] bytes) {
    return async(() -> {
      var got = ByteBuffer.allocate(bytes.length);
      await(connection.readExactly(got));
      site.ledger()
          .check(got.flip().equals(ByteBuffer.wrap(bytes)), "other bytes came back than were sent");
    });
  }

  /// Waits for what never comes, but not for long; then the connection still works.
  static Future<Void> impatient(Site site, Random random) {
    return async(() -> {
      int port = Site.oneOf(site.servers(), random);
      try (var connection = await(TcpStream.connect("127.0.0.1", port))) {
        connection.linger(Duration.ZERO);
        for (int i = random.nextInt(4); i >= 0; i--) {
          try {
            int got =
                await(
                    timeout(
                        Duration.ofMillis(random.nextInt(4)),
                        site.ledger().track(connection.read(ByteBuffer.allocate(1)))));
            boolean serverEnds = got < 0 && site.ledger().isClosing();
            site.ledger().check(serverEnds, "something came back before it was sent");
          } catch (TimeoutException e) {
            // as expected
          }
        }
        byte[] bytes = new byte[100];
        random.nextBytes(bytes);
        await(connection.writeAll(ByteBuffer.wrap(bytes)));
        await(back(site, connection, bytes));
      }
      await(sleep(REST));
    });
  }
}
