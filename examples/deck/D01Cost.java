// Row 1. Threads are heavyweight: fine for computing, dear for waiting.
//
// Rust:  for _ in 0..n { thread::spawn(|| thread::sleep(HOUR)); }     // a stack each
//        for _ in 0..n { tokio::spawn(tokio::time::sleep(HOUR)); }    // a small struct each

import static io.pollen.runtime.Pollen.*;

import io.pollen.runtime.AsyncRuntime;

static final int TASKS = 100_000;
static final int VIRTUAL = 20_000;
static final int PLATFORM = 200;

void main() throws Exception {
  long platform = perPlatformThread();
  long virtual = perVirtualThread();
  long task = perTask();
  IO.println("bytes for one that sleeps:");
  IO.println("  platform thread  %,9d  (resident; its stack reserves about 1 MB more)".formatted(platform));
  IO.println("  virtual thread   %,9d".formatted(virtual));
  IO.println("  Pollen task      %,9d".formatted(task));
  IO.println("a task is the cheapest: " + (task < virtual && virtual < platform));
}

long perTask() throws Exception {
  try (var runtime = AsyncRuntime.multiThread()) {
    runtime.blockOn(() -> await(yieldNow()));
    long before = heapAfterGc();
    for (int i = 0; i < TASKS; i++) {
      runtime.spawn(sleep(Duration.ofHours(1)));
    }
    runtime.blockOn(() -> await(sleep(Duration.ofMillis(200)))); // every task has been polled once
    return (heapAfterGc() - before) / TASKS;
  }
}

long perVirtualThread() throws Exception {
  var release = new CountDownLatch(1);
  var asleep = new CountDownLatch(VIRTUAL);
  long before = heapAfterGc();
  var threads = new ArrayList<Thread>();
  for (int i = 0; i < VIRTUAL; i++) {
    threads.add(
        Thread.startVirtualThread(
            () -> {
              asleep.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }
  asleep.await();
  long bytes = (heapAfterGc() - before) / VIRTUAL;
  release.countDown();
  for (var thread : threads) thread.join();
  return bytes;
}

long perPlatformThread() throws Exception {
  var release = new CountDownLatch(1);
  var asleep = new CountDownLatch(PLATFORM);
  long before = resident();
  var threads = new ArrayList<Thread>();
  for (int i = 0; i < PLATFORM; i++) {
    threads.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  asleep.countDown();
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }
  asleep.await();
  long bytes = (resident() - before) / PLATFORM;
  release.countDown();
  for (var thread : threads) thread.join();
  return bytes;
}

long heapAfterGc() {
  for (int i = 0; i < 3; i++) System.gc();
  return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
}

long resident() throws IOException {
  try (var lines = Files.lines(Path.of("/proc/self/status"))) {
    String rss = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
    return Long.parseLong(rss.replaceAll("\\D", "")) * 1024;
  }
}

// prints: bytes for one that sleeps:
// prints: a task is the cheapest: true
