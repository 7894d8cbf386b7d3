import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Mutex;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

class BlockingCall {
  static <T> Future<T> spawnBlocking(Callable<T> call) {
    return io.pollen.Async.lazy(call);
  }

  Future<Integer> waiting(CompletableFuture<Integer> other, CountDownLatch latch, Thread thread) {
    return async(() -> {
      Thread.sleep(10); // <- blockingCall
      TimeUnit.SECONDS.sleep(1); // <- blockingCall
      latch.await(); // <- blockingCall
      thread.join(); // <- blockingCall
      int sum = other.join(); // <- blockingCall
      sum += other.get(1, TimeUnit.SECONDS); // <- blockingCall
      sum += Drive.drive(io.pollen.Async.ready(1)); // <- blockingCall
      sum += other.resultNow() + other.getNow(1);
      return sum + await(other);
    });
  }

  Future<String> queues(BlockingQueue<String> queue, ArrayBlockingQueue<String> other) {
    return async(() -> {
      String text = queue.take() + other.take(); // <- blockingCall blockingCall
      other.put(text); // <- blockingCall
      text += queue.poll(1, TimeUnit.SECONDS); // <- blockingCall
      text += queue.poll();
      queue.offer(text);
      return text;
    });
  }

  Future<Void> locks(ReentrantLock lock, Semaphore semaphore, Mutex<String> mutex) {
    return async(() -> {
      lock.lock();
      lock.unlock();
      if (lock.tryLock()) {
        lock.unlock();
      }
      if (lock.tryLock(1, TimeUnit.SECONDS)) { // <- blockingCall
        lock.unlock();
      }
      semaphore.acquire(); // <- blockingCall
      semaphore.release();
      mutex.lockBlocking().close(); // <- blockingCall
      await(mutex.lock()).close();
    });
  }

  Future<Void> channels(Mpsc.Sender<String> sender) {
    return async(() -> {
      sender.sendBlocking("a"); // <- blockingCall
      await(sender.send("b"));
    });
  }

  Future<Integer> streams(InputStream in, Path path, String host) {
    return async(() -> {
      int first = in.read(); // <- blockingCall
      try (var reader = new BufferedReader(new InputStreamReader(in))) {
        first += reader.readLine().length(); // <- blockingCall
      }
      first += new FileInputStream("file").read(); // <- blockingCall blockingCall
      first += Files.readString(path).length(); // <- blockingCall
      Socket socket = new Socket(host, 80); // <- blockingCall
      return first;
    });
  }

  Future<Integer> streamsInMemory(byte[] bytes, ByteArrayInputStream given) {
    return async(() -> {
      var memory = new ByteArrayInputStream(bytes);
      InputStream as = memory;
      var data = new DataInputStream(new ByteArrayInputStream(bytes));
      var out = new ByteArrayOutputStream();
      out.write(bytes);
      int sum = memory.read() + as.read() + data.read() + given.read();
      try (var lines = new BufferedReader(new StringReader("text"))) {
        sum += lines.readLine().length();
      }
      System.out.write(bytes);
      System.out.println("done");
      return sum + (Files.exists(Path.of("file")) ? 1 : 0);
    });
  }

  Future<Integer> rows(String address) {
    return async(() -> {
      Connection connection = DriverManager.getConnection(address); // <- blockingCall
      var statement = connection.prepareStatement("select 1");
      ResultSet rows = statement.executeQuery(); // <- blockingCall
      return rows.next() ? rows.getInt(1) : 0; // <- blockingCall
    });
  }

  Future<String> onAnotherThread(BlockingQueue<String> queue, Path path) {
    return async(() -> {
      String taken = await(spawnBlocking(queue::take));
      String read = await(spawnBlocking(() -> Files.readString(path)));
      new Thread(() -> {
            try {
              Thread.sleep(10);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          })
          .start();
      return taken + read;
    });
  }

  void anOrdinaryMethodMayBlock(BlockingQueue<String> queue) throws InterruptedException {
    Thread.sleep(10);
    queue.take();
  }

  @SuppressWarnings("pollen:blockingCall")
  Future<Void> suppressed() {
    return async(() -> {
      Thread.sleep(10);
    });
  }
}
