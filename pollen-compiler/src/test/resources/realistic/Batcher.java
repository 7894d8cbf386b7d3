package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.TaskLocal;
import io.pollen.combine.Completer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Gathers single requests and sends them as one, when there are enough or time is up.
final class Batcher<Q, A> {
  static final TaskLocal<String> REQUEST_ID = TaskLocal.named("request");

  private record Entry<Q, A>(Q question, Completer<A> answer) {}

  private final Lock lock = new ReentrantLock();
  private final AsyncFunction<List<Q>, List<A>> backend;
  private final int most;
  private List<Entry<Q, A>> open = new ArrayList<>();

  Batcher(AsyncFunction<List<Q>, List<A>> backend, int most) {
    this.backend = backend;
    this.most = most;
  }

  Future<A> ask(Q question) {
    return create(answer -> add(new Entry<>(question, answer)));
  }

  private void add(Entry<Q, A> entry) {
    boolean full;
    lock.lock();
    try {
      open.add(entry);
      full = open.size() == most;
    } finally {
      lock.unlock();
    }
    if (full) {
      spawn(flush());
    }
  }

  Future<Void> flushRegularly(Duration period) {
    return async(() -> {
      var beat = interval(period);
      while (true) {
        await(beat.tick());
        await(flush());
      }
    });
  }

  private Future<Void> flush() {
    return async(() -> {
      lock.lock();
      List<Entry<Q, A>> batch;
      try {
        if (open.isEmpty()) {
          return;
        }
        batch = open;
        open = new ArrayList<>();
      } finally {
        lock.unlock();
      }
      try {
        var questions = batch.stream().map(Entry::question).toList();
        List<A> answers = await(async(() -> backend.apply(questions)));
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).answer().complete(answers.get(i));
        }
      } catch (Exception e) {
        batch.forEach(entry -> entry.answer().fail(e));
      }
    });
  }

  public static void main(String[] args) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      run(() -> {
        var batcher =
            new Batcher<String, Integer>(
                words -> await(spawnBlocking(() -> words.stream().map(String::length).toList())),
                10);
        var flusher = spawn(batcher.flushRegularly(Duration.ofMillis(10)));
        Future<Integer> named = TaskLocal.where(REQUEST_ID, "1", batcher.ask("hello"));
        var length = await(spawn(named));
        executor.submit(() -> System.out.println(length));
        flusher.abort();
      });
    }
  }
}
