// Row 22. Async suits waiting: a million tasks at once on a small machine. Usage: D22Million [TASKS]
//
// Rust:  for _ in 0..1_000_000 { handles.push(tokio::spawn(sleep(SECOND))); }
//
// When to take virtual threads instead: when there are thousands, not millions; when the code is there already and
// blocks; when nothing has to be cancelled at an exact point, selected over, or simulated.

import static io.pollen.runtime.Pollen.*;

import io.pollen.runtime.task.JoinHandle;

void main(String[] args) throws Exception {
  int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
  run(
      () -> {
        var release = new io.pollen.sync.Semaphore(0);
        long before = used();
        var handles = new ArrayList<JoinHandle<Integer>>(tasks);
        for (int i = 0; i < tasks; i++) {
          handles.add(
              spawn(
                  () -> {
                    try (var permit = await(release.acquire())) {
                      return 1;
                    }
                  }));
        }
        await(sleep(Duration.ofMillis(100)));
        IO.println(tasks + " tasks wait, " + (used() - before) / tasks + " bytes each");
        release.addPermits(1);
        int done = 0;
        for (var handle : handles) done += await(handle);
        IO.println(done + " done");
      });
}

static long used() {
  System.gc();
  return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
}

// prints: …tasks wait, …
// prints: …done
