package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.combine.Kept;
import io.pollen.net.TcpStream;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Loads with a progress display, from the fastest of several mirrors, and cleans up behind itself.
final class Downloads {
  private volatile long received;

  sealed interface Step {
    record Done(byte[] bytes) implements Step {}

    record Tick() implements Step {}
  }

  Future<byte[]> withProgress(String host, String path) {
    return async(() -> {
      try (Kept<byte[]> load = keep(load(host, path))) {
        while (true) {
          Step step =
              await(
                  race(
                      load.map(Step.Done::new),
                      sleep(Duration.ofMillis(250)).map(nothing -> new Step.Tick())));
          if (step instanceof Step.Done(var bytes)) {
            return bytes;
          }
          System.out.print("\r" + received + " bytes");
        }
      }
    });
  }

  Future<byte[]> fromFastest(List<String> mirrors, String path) {
    List<Future<byte[]>> loads = new ArrayList<>();
    for (String mirror : mirrors) {
      var load = load(mirror, path);
      loads.add(load);
    }
    var fastest = firstSuccess(loads);
    return fastest.inspect(bytes -> received += bytes.length);
  }

  private Future<byte[]> load(String host, String path) {
    return async(() -> {
      var stream = await(TcpStream.connect(host, 80));
      try {
        var request = "GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
        await(stream.writeAll(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII))));
        byte[] all = await(stream.readAll(10_000_000));
        if (all.length == 0) {
          throw new IOException("nothing from " + host);
        }
        return all;
      } finally {
        stream.close();
      }
    });
  }

  Future<Integer> inBackground(List<String> paths, String host) {
    return async(() -> {
      List<JoinHandle<byte[]>> tasks = new ArrayList<>();
      int size = 0;
      try {
        for (String path : paths) {
          JoinHandle<byte[]> task = spawn(load(host, path));
          tasks.add(task);
        }
        for (JoinHandle<byte[]> task : tasks) {
          size += Objects.requireNonNull(await(task)).length;
        }
      } finally {
        tasks.forEach(JoinHandle::abort);
      }
      return size;
    });
  }

  public static void main(String[] args) throws Exception {
    var downloads = new Downloads();
    byte[] bytes = run(() -> await(downloads.withProgress(args[0], args[1])));
    System.out.println("\n" + bytes.length);
  }
}
