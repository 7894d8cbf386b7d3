package io.pollen.transform;

import io.pollen.AsyncBody;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The leaf futures of a random program that runs as async blocks. Each is Pending [#pendings]
/// times, as of its first poll.
public final class AsynchronousSide {
  private AsynchronousSide() {}

  static int pendings;
  private static final List<Runnable> STAGES = new ArrayList<>();

  /// Completes the stages that were made by the last poll.
  static void completeStages() {
    STAGES.forEach(Runnable::run);
    STAGES.clear();
  }

  /// A future of the library's kind or, for every third value, one of a user's kind.
  public static <T> Future<T> later(T value) {
    ProgramTrace.LOG.append('v');
    return Math.floorMod(value.hashCode(), 3) == 0 && !(value instanceof Enum<?>)
        ? new Foreign<>(value)
        : new Leaf<>(value, null);
  }

  public static Future<Integer> laterInt(int value) {
    return later(value);
  }

  public static Future<Double> laterDouble(double value) {
    return later(value);
  }

  /// Fails for one of five arguments.
  public static Future<Integer> mayFail(int value) {
    ProgramTrace.LOG.append('f');
    return new Leaf<>(value, Math.floorMod(value, 5) == 2 ? new IOException("io " + value) : null);
  }

  public static <T> CompletionStage<T> stage(T value) {
    ProgramTrace.LOG.append('s');
    CompletableFuture<T> stage = new CompletableFuture<>();
    if (pendings == 0) {
      stage.complete(value);
    } else {
      STAGES.add(() -> stage.complete(value));
    }
    return stage;
  }

  public static CompletionStage<Integer> stageInt(int value) {
    return stage(value);
  }

  public static <T> Future<T> block(AsyncBody<T> body) {
    return body.start();
  }

  private static final class Leaf<T> extends RawFuture<T> {
    private final T value;
    private final @Nullable Exception failure;
    private int left = -1;

    Leaf(T value, @Nullable Exception failure) {
      this.value = value;
      this.failure = failure;
    }

    @Override
    public Object pollRaw(Context cx) throws Exception {
      left = left < 0 ? pendings : left - 1;
      if (left > 0) {
        return PENDING;
      }
      if (failure != null) {
        throw failure;
      }
      return value;
    }

    @Override
    public void drop() {
      ProgramTrace.LOG.append('d');
    }
  }

  private static final class Foreign<T> implements Future<T> {
    private final Leaf<T> leaf;

    Foreign(T value) {
      leaf = new Leaf<>(value, null);
    }

    @Override
    public Poll<T> poll(Context cx) throws Exception {
      return leaf.poll(cx);
    }

    @Override
    public void drop() {
      leaf.drop();
    }
  }
}
