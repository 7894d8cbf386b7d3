// Row 14. Tasks share threads cooperatively: no stack, the thread is given up at Pending, any thread resumes.
//
// Rust:  for i in 0..1000 { handles.push(tokio::spawn(async move { sleep(MS).await; thread::current().id() })); }

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;

void main() throws Exception {
  try (var runtime = AsyncRuntime.builder().workerThreads(2).name("deck").build()) {
    var threads = ConcurrentHashMap.<String>newKeySet();
    var gate = new AtomicInteger();
    runtime.blockOn(
        () -> {
          var tasks = new ArrayList<Future<Void>>();
          for (int i = 0; i < 1_000; i++) {
            tasks.add(
                spawn(
                    () -> {
                      for (int turn = 0; turn < 5; turn++) {
                        threads.add(Thread.currentThread().getName());
                        await(yieldNow());
                      }
                      gate.incrementAndGet();
                    }));
          }
          await(joinAll(tasks));
        });
    IO.println(gate + " tasks ran");
    IO.println("threads used: at most two workers " + (threads.size() <= 2));
  }
}

// prints: 1000 tasks ran
// prints: threads used: at most two workers true
