// Row 12. A runtime composed of small primitives: an executor of thirty lines.
//
// Rust:  let (runnable, task) = async_task::spawn(future, |runnable| QUEUE.push(runnable));
//        runnable.schedule(); while let Some(runnable) = QUEUE.pop() { runnable.run(); }

import static io.pollen.Async.*;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.sync.Mpsc;

/// Runs any number of futures on the thread that calls run().
static final class Executor {
  private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private int live;

  private final class Job implements Waker {
    final Future<Void> future;
    final AtomicBoolean queued = new AtomicBoolean();

    Job(Future<Void> future) {
      this.future = future;
    }

    @Override
    public void wake() {
      if (!queued.getAndSet(true)) queue.add(this); // a read-modify-write also when it is queued already
    }
  }

  void spawn(Future<Void> future) {
    live++;
    new Job(future).wake();
  }

  void run() throws Exception {
    while (live > 0) {
      Job job = queue.take();
      job.queued.set(false); // before the poll: a wake during it queues the job again
      if (job.future.poll(Context.of(job)) instanceof Poll.Ready<Void>) live--;
    }
  }
}

void main() throws Exception {
  var executor = new Executor();
  var channel = Mpsc.<Integer>bounded(2); // the library's channels know no runtime
  executor.spawn(
      async(
          () -> {
            try (var sender = channel.sender()) {
              for (int i = 1; i <= 5; i++) await(sender.send(i));
            }
          }));
  executor.spawn(
      async(
          () -> {
            int sum = 0;
            for (var next = await(channel.receiver().recv()); next.isPresent(); next = await(channel.receiver().recv())) {
              sum += next.get();
            }
            IO.println("received " + sum);
          }));
  executor.run();
}

// prints: received 15
