package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.sync.ClosedException;
import io.pollen.sync.Mpsc;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads files on threads that may block, counts their words in tasks, and adds up.
final class Pipeline {
  private static final int QUEUE = 16;

  public static void main(String[] args) throws Exception {
    List<Path> files = new ArrayList<>();
    for (String arg : args) {
      files.add(Path.of(arg));
    }
    Map<String, Integer> counts = run(() -> await(count(files)));
    counts.forEach((word, times) -> System.out.println(times + " " + word));
  }

  static Future<Map<String, Integer>> count(List<Path> files) {
    return async(() -> {
      var texts = Mpsc.<String>bounded(QUEUE);
      var counts = Mpsc.<Map<String, Integer>>unbounded();
      List<JoinHandle<?>> readers = new ArrayList<>();
      for (Path file : files) {
        var sender = texts.sender().share();
        readers.add(spawnBlocking(() -> read(file, sender)));
      }
      texts.sender().close();
      spawn(countAll(texts.receiver(), counts.sender()));

      Map<String, Integer> all = new HashMap<>();
      while (await(counts.receiver().recv()).orElse(null) instanceof Map<String, Integer> some) {
        some.forEach((word, times) -> all.merge(word, times, Integer::sum));
      }
      for (JoinHandle<?> reader : readers) {
        await(reader);
      }
      return all;
    });
  }

  private static long read(Path file, Mpsc.Sender<String> into)
      throws IOException, InterruptedException {
    long lines = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        into.sendBlocking(line);
        lines++;
      }
    } catch (ClosedException nobodyListens) {
      return lines;
    } finally {
      into.close();
    }
    return lines;
  }

  private static Future<Void> countAll(
      Mpsc.Receiver<String> lines, Mpsc.UnboundedSender<Map<String, Integer>> out) {
    return using(
        out,
        counts -> {
          for (Optional<String> line = await(lines.recv());
              line.isPresent();
              line = await(lines.recv())) {
            Map<String, Integer> words = new HashMap<>();
            for (String word : line.get().split("\\W+")) {
              words.merge(word, 1, Integer::sum);
            }
            counts.send(words);
          }
          return null;
        });
  }
}
