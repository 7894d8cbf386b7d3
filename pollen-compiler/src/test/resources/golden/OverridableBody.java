import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.Future;

class OverridableBody {
  static Future<Integer> one() {
    return Async.ready(1);
  }

  int overridable() throws Exception {
    return await(one());
  }

  int withoutAwait() {
    return 1;
  }

  int awaitsOnlyInABodyOfItsOwn() throws Exception {
    Future<Integer> future = async(() -> await(one()));
    return future.hashCode();
  }

  final int fixed() throws Exception {
    return await(one());
  }

  private int own() throws Exception {
    return await(one());
  }

  static int common() throws Exception {
    return await(one());
  }

  void references(OverridableBody other, Later later) {
    AsyncBody<Integer> first = this::overridable; // <- overridableBody
    AsyncFunction<OverridableBody, Integer> second = OverridableBody::overridable; // <- overridableBody
    AsyncBody<Integer> third = other::withoutAwait;
    AsyncBody<Integer> fourth = other::awaitsOnlyInABodyOfItsOwn;
    AsyncBody<Integer> fifth = other::fixed;
    AsyncBody<Integer> sixth = other::own;
    AsyncBody<Integer> seventh = OverridableBody::common;
    AsyncBody<Integer> eighth = later::inAnInterface; // <- overridableBody
    AsyncBody<Integer> ninth = new Last()::inAFinalClass;
    AsyncBody<Integer> tenth = new Row(1)::inARecord;
  }

  static final class Last {
    int inAFinalClass() throws Exception {
      return await(one());
    }
  }

  record Row(int a) {
    int inARecord() throws Exception {
      return await(one());
    }
  }
}

interface Later {
  default int inAnInterface() throws Exception {
    return await(OverridableBody.one());
  }
}

class Above {
  int value() throws Exception {
    return await(OverridableBody.one()); // <- awaitOutside
  }

  int many(Object... all) throws Exception {
    return await(OverridableBody.one()); // <- awaitOutside
  }
}

class Below extends Above {
  AsyncBody<Integer> ofSuper = super::value; // javac makes a lambda of it, which calls value()
  AsyncBody<Integer> ofMany = super::many;
}
