package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/// Sends back what it reads, on a limited number of connections.
final class EchoServer {
  private final Semaphore room = new Semaphore(1_000);
  private final LongAdder echoed = new LongAdder();
  private volatile boolean stopping;

  public static void main(String[] args) throws Exception {
    var server = new EchoServer();
    run(() -> {
      spawn(server.report());
      await(server.serve(Integer.parseInt(args[0])));
    });
  }

  Future<Void> serve(int port) {
    return async(() -> {
      try (var listener = await(TcpListener.bind("127.0.0.1", port))) {
        while (!stopping) {
          Permit permit = await(room.acquire());
          TcpStream connection;
          try {
            connection = await(listener.accept());
          } catch (IOException e) {
            permit.close();
            await(sleep(Duration.ofMillis(50)));
            continue;
          }
          spawn(using(permit, held -> await(using(connection, c -> await(echo(c))))));
        }
      }
    });
  }

  private Future<Void> echo(TcpStream connection) {
    return async(() -> {
      var buffer = ByteBuffer.allocate(4096);
      try {
        while (await(timeout(Duration.ofMinutes(1), connection.read(buffer.clear()))) >= 0) {
          int size = buffer.position();
          await(connection.writeAll(buffer.flip()));
          echoed.add(size);
        }
        await(connection.shutdown());
      } catch (IOException | TimeoutException e) {
        System.err.println("connection ended: " + e.getMessage());
      }
    });
  }

  private Future<Void> report() {
    return async(() -> {
      var second = interval(Duration.ofSeconds(1));
      long before = 0;
      for (; ; ) {
        await(second.tick());
        long now = echoed.sum();
        System.out.println((now - before) + " bytes in the last second");
        before = now;
      }
    });
  }

  void stop() {
    stopping = true;
  }
}
