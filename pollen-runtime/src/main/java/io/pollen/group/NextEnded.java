package io.pollen.group;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.woven.RawFuture;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// See [JoinMap#next]: passes over the tasks that were replaced.
final class NextEnded<K, T> extends RawFuture<Optional<JoinMap.Ended<K, T>>> {
  private final JoinMap<K, T> map;
  private @Nullable Future<Optional<Joined<T>>> inner;
  private boolean over;

  NextEnded(JoinMap<K, T> map) {
    this.map = map;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // what JoinSet.next() answers is not null
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (over) {
      throw new IllegalStateException("JoinMap.next was polled after its end");
    }
    while (!map.isEmpty()) {
      if (inner == null) {
        inner = map.nextTask();
      }
      Object answer = RawFuture.poll(inner, cx);
      if (answer == PENDING) {
        return PENDING;
      }
      inner = null;
      Optional<Joined<T>> joined = (Optional<Joined<T>>) answer;
      if (joined.isPresent() && map.remove(joined.get()) instanceof JoinMap.Ended<K, T> ended) {
        over = true;
        return Optional.of(ended);
      }
    }
    over = true;
    return Optional.empty();
  }

  @Override
  public void drop() {
    over = true;
    if (inner != null) {
      inner.drop();
    }
  }

  @Override
  public String toString() {
    return "JoinMap.next, of " + map.size();
  }
}
