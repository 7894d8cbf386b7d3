// Row 21. A lock for tasks: lock() is async, the guard may be held across an await and change threads.
//
// Rust:  let mut guard = mutex.lock().await;
//        let next = *guard + 1; yield_now().await; *guard = next;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.sync.Mutex;

void main() throws Exception {
  var counter = new Mutex<>(0);
  run(
      () -> {
        var tasks = new ArrayList<Future<Void>>();
        for (int i = 0; i < 100; i++) {
          tasks.add(
              spawn(
                  () -> {
                    try (var guard = await(counter.lock())) {
                      int next = guard.get() + 1;
                      await(yieldNow()); // without the lock, others would read the same value here
                      guard.set(next);
                    }
                  }));
        }
        await(joinAll(tasks));
        try (var guard = await(counter.lock())) {
          IO.println("counted " + guard.get());
        }
      });
}

// prints: counted 100
