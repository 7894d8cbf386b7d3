import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.woven.Eager;

class FutureNoDrop {
  interface Handle<T> extends Future<T>, Eager {}

  static class Without<T> implements Future<T> { // <- futureNoDrop
    private final Future<T> inner;

    Without(Future<T> inner) {
      this.inner = inner;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      return inner.poll(cx);
    }
  }

  record OfARecord(Future<Integer> inner) implements Future<Integer> { // <- futureNoDrop
    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      return inner().poll(cx).isReady() ? Poll.ready(1) : this.inner.poll(cx);
    }
  }

  static class With<T> implements Future<T> {
    private final Future<T> inner;

    With(Future<T> inner) {
      this.inner = inner;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      return inner.poll(cx);
    }

    @Override
    public void drop() {
      inner.drop();
    }
  }

  static class Inheriting<T> extends With<T> {
    private final Future<T> second;

    Inheriting(Future<T> first, Future<T> second) {
      super(first);
      this.second = second;
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      return second.poll(cx);
    }
  }

  record OfATask(Handle<Integer> task) implements Future<Integer> {
    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      return task.poll(cx);
    }
  }

  static class NotPolling implements Future<Integer> {
    private final Future<Integer> sibling = Async.ready(1);

    @Override
    public Poll<Integer> poll(Context cx) {
      return Poll.ready(sibling.hashCode());
    }
  }

  abstract static class Unfinished implements Future<Integer> {
    private final Future<Integer> inner = Async.ready(1);

    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      return inner.poll(cx);
    }
  }

  Future<Integer> lambda(Future<Integer> inner) {
    return cx -> inner.poll(cx); // <- futureNoDrop
  }

  Future<Integer> lambdaOfALocal() {
    Future<Integer> inner = Async.ready(1);
    return Async.pollFn(cx -> { // <- futureNoDrop
      Poll<Integer> poll = inner.poll(cx);
      return poll;
    });
  }

  Future<Integer> anonymous(Future<Integer> inner) {
    return new Future<>() {
      @Override
      public Poll<Integer> poll(Context cx) throws Exception {
        return inner.poll(cx);
      }

      @Override
      public void drop() {
        inner.drop();
      }
    };
  }

  Future<Integer> leaf(int[] left) {
    return cx -> left[0]-- == 0 ? Poll.ready(1) : Poll.pending();
  }

  Future<Integer> ofItsOwn() {
    return cx -> {
      Future<Integer> fresh = Async.ready(1);
      return fresh.poll(cx);
    };
  }

  @SuppressWarnings("pollen:futureNoDrop")
  Future<Integer> suppressed(Future<Integer> inner) {
    return cx -> inner.poll(cx);
  }
}
