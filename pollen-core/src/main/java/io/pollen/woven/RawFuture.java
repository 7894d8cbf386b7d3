package io.pollen.woven;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import org.jspecify.annotations.Nullable;

/// A future that answers a poll without a [Poll] object: the value itself, or [#PENDING].
///
/// State machines and the library's own hot futures extend it and so talk to each other without
/// allocating. It is part of the woven ABI; users implement [Future].
///
/// @param <T> the type of the value
public abstract class RawFuture<T> implements Future<T> {

  /// The raw form of Pending. Never the value of any future.
  public static final Object PENDING =
      new Object() {
        @Override
        public String toString() {
          return "PENDING";
        }
      };

  /// [Future#poll] in raw form.
  ///
  /// @return the value, or [#PENDING]
  public abstract @Nullable Object pollRaw(Context cx) throws Exception;

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a future of a nullable T may be ready with null
  public final Poll<T> poll(Context cx) throws Exception {
    Object answer = pollRaw(cx);
    return answer == PENDING ? Poll.pending() : Poll.ready((T) answer);
  }

  /// Polls any future in raw form.
  public static @Nullable Object poll(Future<?> future, Context cx) throws Exception {
    if (future instanceof RawFuture<?> raw) {
      return raw.pollRaw(cx);
    }
    return future.poll(cx) instanceof Poll.Ready<?>(var value) ? value : PENDING;
  }
}
