package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.BufferedRead;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// `set key value`, `get key`, `expire key seconds`, in lines.
final class KeyValueServer {
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  Future<Void> serve(int port) {
    return async(() -> {
      spawn(expire());
      var listener = await(TcpListener.bind("127.0.0.1", port));
      try (listener) {
        while (true) {
          spawn(using(await(listener.accept()), this::converse));
        }
      }
    });
  }

  private Void converse(TcpStream client) throws Exception {
    var reader = new BufferedRead(client);
    boolean open = true;
    while (open) {
      var line = await(reader.readLine(4096));
      if (line.isEmpty()) {
        break;
      }
      String answer;
      try {
        answer = answer(line.get().split(" ", 3));
      } catch (RuntimeException e) {
        answer = "error " + e.getMessage();
      }
      open = !answer.isEmpty();
      await(client.writeAll(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8))));
    }
    return null;
  }

  private String answer(String[] words) {
    switch (words[0]) {
      case "get":
        lock.readLock().lock();
        try {
          return values.getOrDefault(words[1], "(none)");
        } finally {
          lock.readLock().unlock();
        }
      case "set":
        lock.writeLock().lock();
        try {
          values.put(words[1], words[2]);
          ends.remove(words[1]);
        } finally {
          lock.writeLock().unlock();
        }
        return "ok";
      case "expire":
        ends.put(words[1], Instant.now().plusSeconds(Long.parseLong(words[2])));
        return "ok";
      case "quit":
        return "";
      default:
        throw new IllegalArgumentException("unknown command " + words[0]);
    }
  }

  private Future<Void> expire() {
    return async(() -> {
      do {
        await(sleep(Duration.ofMillis(500)));
        Instant now = Instant.now();
        for (Iterator<Map.Entry<String, Instant>> all = ends.entrySet().iterator(); all.hasNext(); ) {
          var entry = all.next();
          if (entry.getValue().isBefore(now)) {
            values.remove(entry.getKey());
            all.remove();
          }
        }
      } while (true);
    });
  }

  public static void main(String[] args) throws Exception {
    try {
      run(() -> await(new KeyValueServer().serve(Integer.parseInt(args[0]))));
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }
}
