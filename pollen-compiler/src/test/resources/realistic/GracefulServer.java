package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.combine.Select2;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.Oneshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops accepting when it is told to, lets connections end, and cuts those that do not.
final class GracefulServer {
  private final Oneshot.Channel<Void> stop = Oneshot.channel();

  Future<Integer> serve(int port, CountDownLatch ready) {
    return async(() -> {
      List<JoinHandle<Void>> connections = new ArrayList<>();
      var listener = await(TcpListener.bind("127.0.0.1", port));
      ready.countDown();
      try (listener;
          var stopped = keep(stop.receiver())) {
        boolean open = true;
        while (open) {
          switch (await(select(listener.accept(), stopped))) {
            case Select2.First<TcpStream, Void>(var stream) -> {
              connections.removeIf(JoinHandle::isFinished);
              connections.add(spawn(using(stream, s -> await(answer(s)))));
            }
            case Select2.Second<TcpStream, Void>(var nothing) -> open = false;
          }
        }
      }
      int cut = 0;
      for (var connection : connections) {
        try {
          await(timeout(Duration.ofSeconds(5), connection));
        } catch (IOException e) {
          System.err.println("a connection failed: " + e.getMessage());
        } catch (java.util.concurrent.TimeoutException e) {
          connection.abort();
          cut++;
        }
      }
      return cut;
    });
  }

  private static Future<Void> answer(TcpStream stream) {
    return async(() -> {
      var request = ByteBuffer.allocate(16);
      try {
        await(stream.readExactly(request));
        await(stream.writeAll(request.flip()));
      } finally {
        await(stream.shutdown());
      }
    });
  }

  void stop() {
    stop.sender().send(null);
  }

  public static void main(String[] args) throws Exception {
    var server = new GracefulServer();
    var ready = new CountDownLatch(1);
    try (var runtime = AsyncRuntime.multiThread()) {
      JoinHandle<Integer> work = runtime.spawn(server.serve(8080, ready));
      if (!ready.await(10, TimeUnit.SECONDS)) {
        throw new IOException("the server does not start");
      }
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
      Thread.sleep(Duration.ofSeconds(60));
      server.stop();
      System.out.println(runtime.blockOn(work) + " connections were cut");
    }
  }
}
