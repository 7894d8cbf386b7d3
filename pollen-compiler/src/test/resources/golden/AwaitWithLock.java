import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

class AwaitWithLock {
  private final ReentrantLock lock = new ReentrantLock();
  private static final Lock SHARED = new ReentrantLock();
  private final ReadWriteLock rw = new ReentrantReadWriteLock();
  private final StampedLock stamped = new StampedLock();
  private final Map<String, Lock> locks = Map.of();

  static Future<Integer> one() {
    return Async.ready(1);
  }

  Future<Integer> inTryFinally() {
    return async(() -> {
      lock.lock();
      try {
        return await(one()); // <- awaitWithLock
      } finally {
        lock.unlock();
      }
    });
  }

  Future<Integer> withoutTry() {
    return async(() -> {
      this.lock.lock();
      int x = await(one()); // <- awaitWithLock
      lock.unlock();
      return x + await(one());
    });
  }

  Future<Integer> onOnePath(boolean careful) {
    return async(() -> {
      if (careful) {
        SHARED.lock();
      }
      int x = await(one()); // <- awaitWithLock
      if (careful) {
        SHARED.unlock();
      }
      return x + await(one()); // <- awaitWithLock
    });
  }

  Future<Integer> throughAVariable() {
    return async(() -> {
      Lock mine = lock;
      mine.lock();
      var same = mine;
      int x = await(one()); // <- awaitWithLock
      same.unlock();
      return x + await(one());
    });
  }

  Future<Integer> throughTwoVariables(boolean which) {
    return async(() -> {
      Lock mine = which ? lock : rw.writeLock();
      mine.lock();
      int x = await(one()); // <- awaitWithLock
      mine.unlock();
      mine = SHARED;
      return x + await(one());
    });
  }

  Future<Integer> twoLocksOneUnlocked() {
    return async(() -> {
      lock.lock();
      SHARED.lock();
      SHARED.unlock();
      int x = await(one()); // <- awaitWithLock
      lock.unlock();
      return x + await(one());
    });
  }

  Future<Integer> partsOfAReadWriteLock() {
    return async(() -> {
      rw.readLock().lock();
      int x = await(one()); // <- awaitWithLock
      Lock write = rw.writeLock();
      write.lock();
      rw.readLock().unlock();
      x += await(one()); // <- awaitWithLock
      write.unlock();
      return x + await(one());
    });
  }

  Future<Integer> tried() {
    return async(() -> {
      if (lock.tryLock()) {
        int x = await(one()); // <- awaitWithLock
        lock.unlock();
        return x;
      }
      return await(one());
    });
  }

  Future<Integer> triedWithTime() {
    return async(() -> {
      if (!lock.tryLock(1, TimeUnit.SECONDS)) { // <- blockingCall
        return await(one());
      }
      try {
        return await(one()); // <- awaitWithLock
      } finally {
        lock.unlock();
      }
    });
  }

  Future<Integer> triedIntoAVariable() {
    return async(() -> {
      boolean got = lock.tryLock();
      if (!got) {
        await(one());
        got = lock.tryLock();
      }
      if (got && await(one()) > 0) { // <- awaitWithLock
        lock.unlock();
      }
      return 1;
    });
  }

  Future<Integer> triedAndNotAsked() {
    return async(() -> {
      boolean got = lock.tryLock();
      int x = await(one()); // <- awaitWithLock
      if (got) {
        lock.unlock();
      }
      return x + await(one());
    });
  }

  Future<Integer> triedUntilItIsFree() {
    return async(() -> {
      while (!lock.tryLock()) {
        await(one());
      }
      try {
        Integer.parseInt("1");
      } finally {
        lock.unlock();
      }
      boolean mine;
      while ((mine = lock.tryLock()) == false) {
        await(one());
      }
      int x = await(one()); // <- awaitWithLock
      if (mine) lock.unlock();
      return x + await(one());
    });
  }

  Future<Integer> stampedLock() {
    return async(() -> {
      long stamp = stamped.writeLock();
      int x = await(one()); // <- awaitWithLock
      stamped.unlockWrite(stamp);
      stamp = stamped.tryReadLock();
      if (stamp == 0) {
        x += await(one());
      } else {
        x += await(one()); // <- awaitWithLock
        stamped.unlockRead(stamp);
      }
      long optimistic = stamped.tryOptimisticRead();
      return stamped.validate(optimistic) ? await(one()) : x;
    });
  }

  Future<Integer> inALoop(List<String> names) {
    return async(() -> {
      int sum = 0;
      for (String name : names) {
        Lock one = locks.get(name);
        sum += await(one()); // <- awaitWithLock
        one.lock();
        if (name.isEmpty()) continue;
        if (name.isBlank()) break;
        one.unlock();
      }
      return sum + await(one()); // <- awaitWithLock
    });
  }

  Future<Integer> inAHandler() {
    return async(() -> {
      try {
        lock.lock();
        Integer.parseInt("x");
        lock.unlock();
      } catch (NumberFormatException e) {
        return await(one()); // <- awaitWithLock
      }
      return await(one());
    });
  }

  Future<Integer> inASwitch(int n) {
    return async(() -> {
      switch (n) {
        case 0:
          lock.lock();
        case 1:
          await(one()); // <- awaitWithLock
          lock.unlock();
          break;
        case 2:
          await(one());
      }
      int x = switch (n) {
        case 7 -> {
          lock.lock();
          yield await(one()); // <- awaitWithLock
        }
        default -> await(one());
      };
      return x + await(one()); // <- awaitWithLock
    });
  }

  sealed interface Shape {}

  record Square(int a) implements Shape {}

  record Circle(int r) implements Shape {}

  Future<Integer> everyCaseOfAnExhaustiveSwitchUnlocks(Shape shape) {
    return async(() -> {
      lock.lock();
      switch (shape) {
        case Square s -> lock.unlock();
        case Circle c -> lock.unlock();
      }
      return await(one());
    });
  }

  Future<Integer> unlockedOnEveryWayOut(int n) {
    return async(() -> {
      outer:
      while (true) {
        lock.lock();
        try {
          if (n == 0) continue;
          if (n == 1) break;
          if (n == 2) break outer;
          if (n == 3) return 1;
          Integer.parseInt("x");
        } catch (NumberFormatException e) {
          n();
        } finally {
          lock.unlock();
        }
        await(one());
      }
      return await(one());
    });
  }

  private void n() {}

  Future<Integer> releasedBefore() {
    return async(() -> {
      int sum = 0;
      lock.lock();
      try {
        sum++;
      } finally {
        lock.unlock();
      }
      sum += await(one());
      if (!lock.tryLock()) {
        return await(one());
      }
      lock.unlock();
      try {
        lock.lock();
        try {
          Integer.parseInt("x");
        } finally {
          lock.unlock();
        }
      } catch (NumberFormatException e) {
        sum += await(one());
      }
      return sum;
    });
  }

  Future<Integer> inAnotherFunction() {
    return async(() -> {
      Runnable later = () -> lock.lock();
      int x = await(one());
      later.run();
      return x;
    });
  }

  Future<Integer> aSemaphoreBelongsToNobody() {
    return async(() -> {
      Semaphore permits = new Semaphore(1);
      permits.acquire(); // <- blockingCall
      int x = await(one());
      permits.release();
      return x;
    });
  }

  static class Traced extends ReentrantLock {}

  Future<Integer> aSubclass(Traced traced) {
    return async(() -> {
      traced.lock();
      return await(one()); // <- awaitWithLock
    });
  }
}
