package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A join of many futures: as [JoinFuture], but only branches that were woken are polled.
final class JoinManyFuture<T> extends Combinator<T> {
  private final Children children = new Children();
  private final @Nullable Object[] results;
  private final Function<@Nullable Object[], T> finish;

  JoinManyFuture(@Nullable Future<?>[] branches, Function<@Nullable Object[], T> finish) {
    this.results = new Object[branches.length];
    this.finish = finish;
    for (int index = 0; index < branches.length; index++) {
      Future<?> branch = branches[index];
      if (branch != null) {
        children.add(branch, index);
      }
    }
  }

  @Override
  @Nullable Object step(Context cx) throws Exception {
    for (Child child; (child = children.pollNext(cx)) != null; ) {
      results[child.index] = child.value;
      child.value = null;
    }
    return children.size() == 0 ? finish.apply(results) : PENDING;
  }

  @Override
  String label() {
    return "join";
  }

  @Override
  public void inspect(Inspection into) {
    into.what(label() + ", " + children.size() + " of " + results.length);
    children.inspect(into);
  }

  @Override
  void release() {
    children.drop();
  }

  @Override
  boolean releasePatiently(Context cx) {
    return children.cancel(cx);
  }
}
