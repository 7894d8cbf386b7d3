// Row 16. M tasks on N threads: local queues, stealing, one poll at a time, and fairness for everybody.
//
// Rust:  let rt = Builder::new_multi_thread().worker_threads(2).build()?;
//        rt.block_on(async { /* a greedy task and 10,000 small ones */ });

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;

void main() throws Exception {
  try (var runtime = AsyncRuntime.builder().workerThreads(2).build()) {
    runtime.blockOn(
        () -> {
          var stop = new AtomicBoolean();
          var greedy =
              spawn(
                  () -> {
                    long turns = 0;
                    while (!stop.get()) {
                      turns++;
                      await(yieldNow()); // always ready to go on, and still not alone
                    }
                    return turns;
                  });
          var tasks = new ArrayList<Future<Integer>>();
          for (int i = 0; i < 10_000; i++) {
            int number = i;
            tasks.add(
                spawn(
                    () -> {
                      await(sleep(Duration.ofMillis(number % 10)));
                      return 1;
                    }));
          }
          int sum = 0;
          for (int one : await(joinAll(tasks))) sum += one;
          stop.set(true);
          IO.println(sum + " tasks ran beside a greedy one: " + (await(greedy) > 0));
        });
  }
}

// prints: 10000 tasks ran beside a greedy one: true
