package io.pollen.cli;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.join;
import static io.pollen.runtime.Pollen.pending;
import static io.pollen.runtime.Pollen.run;
import static io.pollen.runtime.Pollen.sleep;
import static io.pollen.runtime.Pollen.task;
import static io.pollen.runtime.Pollen.timeout;
import static io.pollen.runtime.Pollen.yieldNow;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Mutex;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A program whose tasks wait for one thing each, until it is ended.
final class SuspendedTasks {
  private SuspendedTasks() {}

  private static Future<Integer> read(TcpStream stream) {
    return async(() -> {
      var buffer = ByteBuffer.allocate(16);
      int count = await(stream.read(buffer));
      return count + buffer.position();
    });
  }

  static void main() throws Exception {
    run(() -> {
      var mutex = new Mutex<>("shared");
      var held = await(mutex.lock());
      var channel = Mpsc.<String>bounded(4);
      var listener = await(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
      var stream = await(TcpStream.connect(listener.localAddress()));
      var sleeper =
          task()
              .name("sleeper")
              .spawn(() -> {
                int round = channel.receiver().len();
                await(sleep(Duration.ofHours(1)));
                return round;
              });
      var locker =
          task()
              .name("locker")
              .spawn(() -> {
                try (var guard = await(mutex.lock())) {
                  return guard.get();
                }
              });
      var receiver = task().name("receiver").spawn(channel.receiver().recv());
      var reader = task().name("reader").spawn(read(stream));
      task()
          .name("says when")
          .spawn(() -> {
            var runtime = AsyncRuntime.current();
            while (!runtime.dump().text().contains("\"main\", suspended")
                || runtime.dump().text().contains("not polled")
                || runtime.dump().text().contains("not started")) {
              await(yieldNow());
            }
            System.out.println("up");
          });
      await(join(sleeper, locker, receiver, reader, timeout(Duration.ofHours(2), pending())));
      held.close();
    });
  }
}
