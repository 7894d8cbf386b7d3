package io.pollen.verify.soak;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.LocalPool;
import io.pollen.runtime.RuntimeBuilder;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.runtime.task.Spawner;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// One of a round's runtimes.
sealed interface Place {
  /// Starts a task there.
  ///
  /// @param number the place may spread tasks over its threads by it
  JoinHandle<Void> start(int number, Supplier<Future<Void>> make);

  /// For tasks of other places; empty when it takes none.
  Optional<Spawner> spawner();

  /// Ends the runtime in one of its ways, whatever its tasks are doing; returns when it has ended.
  ///
  /// @return whether it says that everything has ended
  boolean end(Random random) throws Exception;

  /// Ends the runtime whose tasks, but for its servers, have been told to end.
  ///
  /// @return whether it says that they did
  boolean endCalmly() throws Exception;

  /// What its tasks wait for.
  String dump();

  /// A runtime with workers.
  record Many(AsyncRuntime runtime) implements Place {
    @Override
    public JoinHandle<Void> start(int number, Supplier<Future<Void>> make) {
      return runtime.spawn(runtime.tracker().track(make.get()));
    }

    @Override
    public Optional<Spawner> spawner() {
      return Optional.of(runtime);
    }

    @Override
    public boolean end(Random random) {
      Duration grace = Duration.ofMillis(random.nextInt(20));
      return switch (random.nextInt(4)) {
        case 0 -> runtime.shutdown(grace);
        case 1 -> runtime.shutdownGracefully(grace) || runtime.shutdown(Duration.ZERO);
        case 2 -> {
          runtime.spawn(() -> AsyncRuntime.current().close()); // only begins the end
          runtime.close();
          yield true;
        }
        default -> {
          runtime.close();
          yield true;
        }
      };
    }

    @Override
    public boolean endCalmly() {
      return runtime.shutdownGracefully(Round.PATIENCE);
    }

    @Override
    public String dump() {
      return runtime.dump().text();
    }
  }

  /// A runtime whose one thread is in blockOn.
  final class One implements Place {
    private final AsyncRuntime runtime;
    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final Thread thread;

    One(RuntimeBuilder builder) {
      runtime = builder.currentThread().build();
      thread = Thread.ofPlatform().name("one").start(this::live);
    }

    private void live() {
      try (runtime) {
        runtime.blockOn(Async.from(stop));
      } catch (InterruptedException e) {
        // one way to end it
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public JoinHandle<Void> start(int number, Supplier<Future<Void>> make) {
      return runtime.spawn(make.get());
    }

    @Override
    public Optional<Spawner> spawner() {
      return Optional.of(runtime);
    }

    @Override
    public boolean end(Random random) throws InterruptedException {
      if (random.nextBoolean()) {
        thread.interrupt();
        thread.join();
        return true;
      }
      return endCalmly();
    }

    @Override
    public boolean endCalmly() throws InterruptedException {
      stop.complete("stop");
      thread.join();
      return true;
    }

    @Override
    public String dump() {
      return runtime.dump().text();
    }
  }

  /// Threads with a runtime each.
  record Locals(LocalPool pool) implements Place {
    @Override
    public JoinHandle<Void> start(int number, Supplier<Future<Void>> make) {
      return pool.spawnOn(number % pool.size(), make);
    }

    @Override
    public Optional<Spawner> spawner() {
      return Optional.empty();
    }

    @Override
    public boolean end(Random random) {
      return endCalmly();
    }

    @Override
    public boolean endCalmly() {
      pool.close();
      return true;
    }

    @Override
    public String dump() {
      return pool.toString();
    }
  }
}
