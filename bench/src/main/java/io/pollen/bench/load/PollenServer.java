package io.pollen.bench.load;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.spawn;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The servers on Pollen: one task for each connection.
final class PollenServer {
  private static final int BUFFER = 4096;

  private PollenServer() {}

  /// Listens on a free port of 127.0.0.1 with a multi-thread runtime of that many workers.
  static int listen(boolean http, int workers) throws Exception {
    AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(workers).daemon(true).build();
    TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0));
    runtime.spawn(() -> {
      while (true) {
        TcpStream stream = await(listener.accept());
        stream.noDelay(true);
        spawn(http ? http(stream) : echo(stream));
      }
    });
    return listener.localAddress().getPort();
  }

  @SuppressWarnings("pollen:resourceInBlock") // spawned at once
  private static Future<Void> echo(TcpStream stream) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      try (stream) {
        while (await(stream.read(buffer)) >= 0) {
          buffer.flip();
          await(stream.writeAll(buffer));
          buffer.clear();
        }
      } catch (IOException gone) {
        return; // a peer that went away is no error
      }
    });
  }

  @SuppressWarnings("pollen:resourceInBlock") // spawned at once
  private static Future<Void> http(TcpStream stream) {
    return async(() -> {
      Plaintext plaintext = new Plaintext();
      try (stream) {
        while (plaintext.isOpen() && await(stream.read(plaintext.input())) >= 0) {
          await(stream.writeAll(plaintext.answer()));
        }
      } catch (IOException gone) {
        return; // a peer that went away is no error
      }
    });
  }
}
