package io.pollen.verify.soak;

import io.pollen.net.TcpListener;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.RuntimeBuilder;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.task.FailureHandler;
import io.pollen.runtime.task.Spawner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Runtimes of every kind from their start to their end, loaded with a mix of work all the time.
final class Round {
  /// How long anything may take that takes milliseconds on an idle machine. A root that stands
  /// still for so long has lost a wake.
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int ROOTS_FOR_EACH_PLACE = 4;
  private static final long LOOK_NANOS = 50_000_000;

  private final Random random;
  private final Ledger ledger = new Ledger();
  private final List<Place> places = new ArrayList<>();
  private final List<Root> roots = new ArrayList<>();

  Round(long seed) {
    random = new Random(seed);
  }

  /// @param length how long the load lasts
  /// @return how many futures and holds it has begun, each of which has ended once
  /// @throws AssertionError when something has gone wrong: all that has are among the suppressed
  long run(Duration length) throws Exception {
    boolean calm = random.nextInt(3) == 0;
    try {
      open();
      load();
      watch(length);
      if (calm) {
        roots.forEach(Root::stop);
        await();
      }
    } catch (Throwable failure) {
      calm = false;
      ledger.violated(failure);
    }
    end(calm);
    ledger.check(ledger.open() == 0, ledger.open() + " futures or holds have not ended");
    if (!ledger.violations().isEmpty()) {
      AssertionError error = new AssertionError("violations: " + ledger.violations());
      ledger.violations().forEach(error::addSuppressed);
      throw error;
    }
    return ledger.begun();
  }

  private void open() {
    places.add(new Place.Many(builder("epoll").workerThreads(2).driver(DriverKind.AUTO).build()));
    places.add(
        new Place.Many(
            builder("nio")
                .workerThreads(1 + random.nextInt(3))
                .driver(DriverKind.NIO)
                .lifoSlot(random.nextBoolean())
                .virtualBlocking(random.nextBoolean())
                .build()));
    places.add(new Place.One(builder("one")));
    places.add(new Place.Locals(builder("local").localPool(1 + random.nextInt(2))));
  }

  private RuntimeBuilder builder(String name) {
    FailureHandler handler =
        (task, failure) -> {
          if (!(failure instanceof GroupWork.Failed)) {
            ledger.failed(failure);
          }
        };
    return AsyncRuntime.builder().name(name).rngSeed(random.nextLong()).onTaskFailure(handler);
  }

  private void load() throws Exception {
    List<Integer> ports = new ArrayList<>();
    List<Spawner> spawners = new ArrayList<>();
    for (Place place : places) {
      place.spawner().ifPresent(spawners::add);
      if (place instanceof Place.Many(AsyncRuntime runtime)) {
        TcpListener listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0));
        ports.add(listener.localAddress().getPort());
        runtime.spawn(ledger.track(SocketWork.serve(ledger, listener)));
      }
    }
    for (Place place : places) {
      Site site = new Site(ledger, place instanceof Place.Many, ports, spawners);
      for (int i = 0; i < ROOTS_FOR_EACH_PLACE; i++) {
        Root root = new Root(site, random.nextLong());
        roots.add(root);
        place.start(i, () -> ledger.track(root.run())).drop();
      }
    }
  }

  private void end(boolean calm) {
    if (!calm) {
      ledger.closing();
    }
    Collections.shuffle(places, random);
    for (Place place : places) {
      try {
        boolean ended =
            within(() -> calm ? place.endCalmly() : place.end(random), "the end of " + place);
        ledger.check(ended, "not everything has ended in " + place);
      } catch (Throwable failure) {
        ledger.violated(failure);
      }
    }
  }

  private void watch(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(LOOK_NANOS);
      checkProgress();
    }
  }

  private void await() {
    while (!roots.stream().allMatch(Root::isOver)) {
      LockSupport.parkNanos(LOOK_NANOS);
      checkProgress();
    }
  }

  private void checkProgress() {
    for (Root root : roots) {
      if (!root.isOver() && root.nanosSinceBeat() > PATIENCE.toNanos()) {
        throw new AssertionError("a root stands still: " + root + "\n" + dump());
      }
    }
    if (!ledger.violations().isEmpty()) {
      throw new AssertionError("a violation under load, see the others");
    }
  }

  private String dump() {
    StringBuilder text = new StringBuilder();
    roots.forEach(root -> text.append(root).append('\n'));
    places.forEach(place -> text.append(place.dump()).append('\n'));
    return text.toString();
  }

  private <T> T within(Callable<T> call, String what) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofPlatform().daemon().name("soak-end").start(task);
    try {
      return task.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      StringBuilder threads = new StringBuilder();
      Thread.getAllStackTraces()
          .forEach((thread, stack) -> threads.append(thread).append(List.of(stack)).append('\n'));
      throw new AssertionError(what + " does not come\n" + dump() + threads, e);
    }
  }
}
