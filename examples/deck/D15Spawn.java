// Row 15. spawn is to tasks what thread::spawn is to threads; blocking code goes to its own pool.
//
// Rust:  let handle = tokio::spawn(async { 1 + 1 });
//        let read = tokio::task::spawn_blocking(|| std::fs::read_to_string("…"));
//        println!("{}", handle.await?);

import static io.pollen.runtime.Pollen.*;

import io.pollen.runtime.task.TaskCancelledException;

void main() throws Exception {
  run(
      () -> {
        var thread = new FutureTask<>(() -> "a thread was joined");
        Thread.ofVirtual().start(thread);

        var task = spawn(() -> "a task was awaited");
        var blocking = spawnBlocking(() -> "a blocking call ran on " + (Thread.currentThread().getName().contains("blocking") ? "its own pool" : "?"));
        IO.println(await(task));
        IO.println(await(blocking));
        IO.println(await(spawnBlocking(thread::get)));

        var failing = spawn(() -> { throw new IOException("the task's own exception"); });
        try {
          await(failing);
        } catch (IOException e) {
          IO.println("caught: " + e.getMessage());
        }

        var endless = spawn(sleep(Duration.ofHours(1)));
        endless.abort();
        try {
          await(endless);
        } catch (TaskCancelledException e) {
          IO.println("aborted");
        }
      });
}

// prints: a task was awaited
// prints: a blocking call ran on its own pool
// prints: a thread was joined
// prints: caught: the task's own exception
// prints: aborted
