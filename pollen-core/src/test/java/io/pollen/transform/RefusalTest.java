package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.check;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.AsyncAction;
import io.pollen.AsyncBody;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.transform.other.Base;
import io.pollen.woven.Eager;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/// Golden messages: each says what, where, and what to write instead. LINE stands for a line
/// number.
@SuppressWarnings("pollen:all")
class RefusalTest {
  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private static final ReentrantReadWriteLock RW = new ReentrantReadWriteLock();

  private static void golden(String message, Callable<?> action) {
    Throwable told = catchThrowable(action::call);
    assertThat(told).isInstanceOf(IllegalStateException.class);
    assertThat(told.getMessage().replaceAll("\\.java:\\d+", ".java:LINE")).isEqualTo(message);
    assertThat(told.getMessage()).doesNotContain(":-1");
  }

  @Test
  void awaitOutsideABlock() {
    golden(
        "await outside an async block at RefusalTest.java:LINE: wrap the caller in async(() -> …)",
        () -> await(later(1)));
    golden(
        "await outside an async block at RefusalTest.java:LINE: wrap the caller in async(() -> …)",
        () -> BodiesTest.Facade.await(later(1)));
  }

  @Test
  void awaitInANestedOrdinaryLambda() {
    golden(
        "await outside an async block at RefusalTest.java:LINE: wrap the caller in async(() -> …)",
        () ->
            Later.run(
                async(() -> {
                  Callable<Integer> ordinary = () -> await(later(1));
                  return ordinary.call() + await(later(1));
                })));
  }

  @Test
  void awaitInsideSynchronized() {
    golden(
        "await inside synchronized at io.pollen.transform.RefusalTest.awaitInsideSynchronized"
            + " (RefusalTest.java:LINE): a monitor belongs to a thread, and a suspended block has"
            + " none. Await before or after the synchronized block, or use io.pollen.sync.Mutex",
        () ->
            async(() -> {
              synchronized (monitor) {
                return await(later(1));
              }
            }));
  }

  private synchronized Integer whole() throws Exception {
    return await(later(1));
  }

  @Test
  void awaitInASynchronizedMethod() {
    golden(
        "await inside the synchronized method io.pollen.transform.RefusalTest.whole"
            + " (RefusalTest.java:LINE): a monitor belongs to a thread, and a suspended block has"
            + " none. Remove synchronized, or use io.pollen.sync.Mutex",
        () -> async(this::whole));
  }

  Integer overridable() throws Exception {
    return await(later(1));
  }

  @Test
  void awaitInAnOverridableMethod() {
    golden(
        "await in the overridable method io.pollen.transform.RefusalTest.overridable"
            + " (RefusalTest.java:LINE), which is used as an async body by a method reference: the"
            + " object may have another one. Make the method private, static or final, or let it"
            + " return a Future: return async(() -> ...)",
        () -> async(this::overridable));
  }

  private static String locked(String method, String lock) {
    return "await at io.pollen.transform.RefusalTest."
        + method
        + " (RefusalTest.java:LINE) while "
        + lock
        + " may be locked: a java.util.concurrent lock belongs to a thread, and a suspended block"
        + " has none. Unlock before the await, or use io.pollen.sync.Mutex";
  }

  @Test
  void awaitWhileALockIsHeld() {
    golden(
        locked("awaitWhileALockIsHeld", "this.lock"),
        () ->
            async(() -> {
              lock.lock();
              try {
                return await(later(1));
              } finally {
                lock.unlock();
              }
            }));
  }

  @Test
  void awaitWhileAReadLockIsHeld() {
    golden(
        locked("awaitWhileAReadLockIsHeld", "io.pollen.transform.RefusalTest.RW.readLock()"),
        () ->
            async(() -> {
              RW.readLock().lock();
              int x = await(later(1));
              RW.readLock().unlock();
              return x;
            }));
  }

  @Test
  void awaitWhileALockMayBeHeldOnOnePath() {
    golden(
        locked("awaitWhileALockMayBeHeldOnOnePath", "this.lock"),
        () ->
            async(() -> {
              boolean careful = await(later(true));
              if (careful) {
                lock.lock();
              }
              int x = await(later(1));
              if (careful) {
                lock.unlock();
              }
              return x;
            }));
  }

  @Test
  void awaitAfterTryLockSucceeded() {
    golden(
        locked("awaitAfterTryLockSucceeded", "mine"),
        () -> {
          Lock mine = new ReentrantLock();
          return async(() -> {
            if (mine.tryLock()) {
              return await(later(1));
            }
            return 0;
          });
        });
  }

  @Test
  void awaitAfterATimedTryLockSucceeded() {
    golden(
        locked("awaitAfterATimedTryLockSucceeded", "this.lock"),
        () ->
            async(() -> {
              if (!lock.tryLock(1, TimeUnit.SECONDS)) {
                return 0;
              }
              try {
                return await(later(1));
              } finally {
                lock.unlock();
              }
            }));
  }

  @Test
  void locksThatAreReleasedBeforeTheAwaitAreFine() throws Exception {
    check(
        6,
        () ->
            async(() -> {
              int sum = 0;
              lock.lock();
              try {
                sum++;
              } finally {
                lock.unlock();
              }
              sum += await(later(1));
              RW.writeLock().lock();
              try {
                sum += 2;
              } finally {
                RW.writeLock().unlock();
              }
              if (!lock.tryLock()) {
                return await(later(0));
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
                sum += await(later(2));
              }
              return sum;
            }));
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aValueOfAnInaccessibleClassAcrossAnAwait() {
    golden(
        "await at io.pollen.transform.RefusalTest.aValueOfAnInaccessibleClassAcrossAnAwait"
            + " (RefusalTest.java:LINE) while hidden of type Base$Hidden is still needed:"
            + " io.pollen.transform.RefusalTest may not access that class, so the value cannot be"
            + " kept while the block is suspended. Declare it with a type that is accessible, or use"
            + " it up before the await",
        () ->
            async(() -> {
              var hidden = Base.hidden();
              int x = await(later(1));
              return x + Base.number(hidden);
            }));
  }

  @Test
  void aValueOfAnInaccessibleClassThatIsUsedUpIsFine() throws Exception {
    check(
        8,
        () ->
            async(() -> {
              var hidden = Base.hidden();
              int number = Base.number(hidden);
              return number + await(later(1));
            }));
  }

  private static String future(String method) {
    return "the value of the async block io.pollen.transform.RefusalTest."
        + method
        + "(RefusalTest.java:LINE) is itself a Future, which nobody would poll: write"
        + " spawn(handle(conn)) instead of spawn(() -> handle(conn)), or await it:"
        + " await(handle(conn))";
  }

  private static Future<Integer> handle() {
    return later(1);
  }

  private static Future<Integer> awaitingHandle() throws Exception {
    return later(await(later(1)));
  }

  @Test
  void aValueThatIsAFuture() {
    golden(future("aValueThatIsAFuture"), () -> Later.run(async(() -> handle())));
    golden(
        future("handle"),
        () -> {
          AsyncBody<Object> reference = RefusalTest::handle;
          return Later.run(reference.start());
        });
    golden(
        future("aValueThatIsAFuture"),
        () ->
            Later.run(
                async(() -> {
                  await(later(1));
                  return handle();
                })));
    golden(
        future("awaitingHandle"),
        () -> {
          AsyncAction action = RefusalTest::awaitingHandle;
          return Later.run(action.start());
        });
  }

  private record Handle<T>(T value) implements Future<T>, Eager {
    @Override
    public Poll<T> poll(Context cx) {
      return Poll.ready(value);
    }
  }

  @Test
  void aHandleOfWhatRunsAnywayMayBeAValue() throws Exception {
    Future<Handle<Integer>> block =
        async(() -> {
          await(later(1));
          return new Handle<>(1);
        });
    assertThat(Later.run(block).value()).isEqualTo(1);
  }
}
