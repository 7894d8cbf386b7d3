import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import java.util.List;

class AwaitInFinally {
  private final StringBuilder log = new StringBuilder();

  static Future<Integer> one() {
    return io.pollen.Async.ready(1);
  }

  Future<Integer> followed() {
    return async(() -> {
      try {
        return await(one());
      } finally {
        await(one()); // <- awaitInFinally
        log.append("skipped");
      }
    });
  }

  Future<Integer> insideAnotherStatement(boolean careful) {
    return async(() -> {
      try {
        return await(one());
      } finally {
        if (careful) {
          log.append(await(one())); // <- awaitInFinally
        }
        log.append("skipped");
      }
    });
  }

  Future<Integer> theNextRound(List<Future<Integer>> goodbyes) {
    return async(() -> {
      try {
        return await(one());
      } finally {
        for (var goodbye : goodbyes) {
          await(goodbye); // <- awaitInFinally
        }
      }
    });
  }

  Future<Integer> last() {
    return async(() -> {
      try {
        return await(one());
      } finally {
        log.append("done");
        await(one());
      }
    });
  }

  Future<Integer> inAFinallyOfItsOwn(boolean careful) {
    return async(() -> {
      try {
        return await(one());
      } finally {
        try {
          await(one());
        } finally {
          log.append("done");
        }
      }
    });
  }

  Future<Integer> outside() {
    return async(() -> {
      try {
        await(one());
      } finally {
        log.append("done");
      }
      int sum = await(one());
      return sum + await(one());
    });
  }

  Future<Integer> ofAnotherBody(List<Future<Integer>> later) {
    return async(() -> {
      try {
        return await(one());
      } finally {
        later.add(async(() -> await(one())));
        log.append("done");
      }
    });
  }

  @SuppressWarnings("pollen:awaitInFinally")
  Future<Integer> suppressed() {
    return async(() -> {
      try {
        return await(one());
      } finally {
        await(one());
        log.append("skipped");
      }
    });
  }
}
