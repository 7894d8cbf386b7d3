package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.driver.Watch;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file descriptor that some other code has opened, for example by `java.lang.foreign`: a
/// terminal, a device, an `inotify`, `timerfd` or `pidfd`, a socket of a C library. The driver
/// tells when it is ready; the calls on it are the program's own. Not on the NIO driver.
///
/// Whatever `poll(2)` knows can be watched; regular files cannot, the system refuses them. The
/// descriptor must be non-blocking (`O_NONBLOCK`), or a call on it holds up its worker.
///
/// ```java
/// try (var watched = await(AsyncFd.of(fd, Interest.READABLE))) {
///   int count = await(watched.io(Interest.READABLE, f -> readOrNull(f, buffer)));
/// }
/// ```
///
/// One task at a time waits for each interest; they may be different tasks, on different threads.
/// The descriptor is registered when it is opened here, with the driver of the worker that does it.
/// Close this before the descriptor: its number may be another's soon.
public final class AsyncFd implements AutoCloseable {
  private final int fd;
  private final Watch watch;

  /// One for each interest that was asked for.
  private final Map<Interest, Turn> turns = new EnumMap<>(Interest.class);

  private AsyncFd(int fd, Watch watch, Set<Interest> interests) {
    this.fd = fd;
    this.watch = watch;
    for (Interest interest : interests) {
      turns.put(interest, new Turn());
    }
  }

  /// A call on the descriptor.
  ///
  /// @param <T> its answer
  @FunctionalInterface
  public interface Operation<T> {
    /// Makes the call, on the polling thread. It must not wait.
    ///
    /// @return null: the descriptor is not ready (`EAGAIN`), nothing was done
    @Nullable T on(int fd) throws IOException;
  }

  /// Watches `fd`, which stays its owner's: [#close] ends the watch only.
  ///
  /// **Cancel-safe**: it is done with its first poll. Fails with an `IOException` that says why the
  /// descriptor cannot be watched, and with an `UnsupportedOperationException` on the NIO driver.
  ///
  /// @param interests what will be waited for; none: reading and writing
  public static Future<AsyncFd> of(int fd, Interest... interests) {
    return watching(fd, interests, false);
  }

  /// The same for a descriptor that is given away: [#close] closes it, once no call on it is under
  /// way. When it cannot be watched it stays the caller's.
  public static Future<AsyncFd> owning(int fd, Interest... interests) {
    return watching(fd, interests, true);
  }

  private static Future<AsyncFd> watching(int fd, Interest[] interests, boolean owned) {
    if (fd < 0) {
      throw new IllegalArgumentException("a descriptor is not negative: " + fd);
    }
    Set<Interest> wanted = EnumSet.noneOf(Interest.class);
    wanted.addAll(
        interests.length > 0
            ? Arrays.asList(interests)
            : EnumSet.of(Interest.READABLE, Interest.WRITABLE));
    return new Open<>(
        "watching descriptor " + fd,
        (driver, cx) -> new AsyncFd(fd, driver.watch(cx, fd, wanted, owned), wanted));
  }

  /// Waits until a read may make progress. **Cancel-safe.**
  public Future<Ready> readable() {
    return ready(Interest.READABLE);
  }

  /// Waits until a write may make progress. **Cancel-safe.**
  public Future<Ready> writable() {
    return ready(Interest.WRITABLE);
  }

  /// Waits for something out of the ordinary, see [Interest#PRIORITY]. **Cancel-safe.**
  public Future<Ready> priority() {
    return ready(Interest.PRIORITY);
  }

  /// Waits until `interest` may make progress.
  ///
  /// **Cancel-safe.** That it is ready is kept, and the next wait ends at once, until a call that
  /// would have to wait clears it: [Ready#tryIo], or [Ready#clearReady].
  ///
  /// @throws IllegalStateException when the descriptor is not watched for `interest`
  public Future<Ready> ready(Interest interest) {
    requireWatched(interest);
    return new Wait<>(this, interest, (on, seen) -> new Ready(interest, seen));
  }

  /// Makes `operation` as soon as it need not wait: it is tried when the descriptor is ready, and
  /// again after each time that it answers null.
  ///
  /// **Cancel-safe** as far as `operation` is all or nothing: it is done in the last poll.
  ///
  /// @throws IllegalStateException when the descriptor is not watched for `interest`
  public <T> Future<T> io(Interest interest, Operation<T> operation) {
    requireWatched(interest);
    Objects.requireNonNull(operation, "operation");
    return new Wait<>(this, interest, (on, seen) -> on.watch.call(interest, seen, operation::on));
  }

  private void requireWatched(Interest interest) {
    if (!turns.containsKey(interest)) {
      throw new IllegalStateException(
          "descriptor %d is not watched for %s: name it when it is opened".formatted(fd, interest));
    }
  }

  /// Whose turn it is to wait for an interest that was asked for.
  Turn turn(Interest interest) {
    return Objects.requireNonNull(turns.get(interest), "it is watched for this");
  }

  /// The descriptor's number.
  public int fd() {
    return fd;
  }

  /// Whether [#close] has not been called.
  public boolean isOpen() {
    return watch.isOpen();
  }

  /// Ends the watch; idempotent, from any thread. A task that waits is woken and fails with
  /// `AsynchronousCloseException`.
  @Override
  public void close() {
    watch.close();
  }

  @Override
  public String toString() {
    return "AsyncFd[" + fd + (isOpen() ? "]" : ", closed]");
  }

  /// The descriptor was ready at that moment; whether it still is, a call tells.
  public final class Ready {
    private final Interest interest;
    private final long seen;

    private Ready(Interest interest, long seen) {
      this.interest = interest;
      this.seen = seen;
    }

    /// Makes `operation`. When it answers null, which is empty here, the readiness is cleared, and
    /// the next wait is for something new; unless that has come already.
    public <T> Optional<T> tryIo(Operation<T> operation) throws IOException {
      return Optional.ofNullable(watch.call(interest, seen, operation::on));
    }

    /// The descriptor has turned out not to be ready: the next wait is for something new. Does
    /// nothing when that has come since.
    public void clearReady() {
      watch.clear(interest, seen);
    }

    /// What it is ready for.
    public Interest interest() {
      return interest;
    }
  }

  /// What a wait does when the descriptor is ready; null: it was not, and the readiness is cleared.
  private interface Step<T> {
    @Nullable T take(AsyncFd on, long seen) throws IOException;
  }

  private static final class Wait<T> extends TurnOperation<AsyncFd, T> {
    private final Interest interest;
    private final Step<T> step;

    Wait(AsyncFd on, Interest interest, Step<T> step) {
      super(on);
      this.interest = interest;
      this.step = step;
    }

    @Override
    Turn turn(AsyncFd on) {
      return on.turn(interest);
    }

    @Override
    Object attempt(Context cx, AsyncFd on) throws IOException {
      while (true) {
        long seen = on.watch.pollReady(cx, interest);
        if (seen == Watch.PENDING) {
          return pending(cx);
        }
        T answer = step.take(on, seen);
        if (answer != null) {
          return answer;
        }
        if (!cx.proceed()) {
          return PENDING; // edges come as fast as they are taken: the others have their turn
        }
      }
    }

    @Override
    void forget(AsyncFd on) {
      on.watch.forget(interest);
    }

    @Override
    String subject() {
      return "the descriptor";
    }

    @Override
    String occupied() {
      return "the descriptor is waited for";
    }

    @Override
    String what() {
      return "a wait for";
    }
  }
}
