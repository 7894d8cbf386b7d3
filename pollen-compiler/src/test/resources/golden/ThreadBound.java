import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.NotAcrossAwait;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

class ThreadBound {
  static Future<Integer> one() {
    return Async.ready(1);
  }

  Future<Integer> aConfinedArena() {
    return async(() -> {
      try (Arena arena = Arena.ofConfined()) {
        return await(one()) + (int) arena.allocate(8).byteSize(); // <- threadBound
      }
    });
  }

  Future<Integer> aConfinedArenaThatIsOnlyClosed() {
    return async(() -> {
      try (var arena = Arena.ofConfined()) {
        return await(one()); // <- threadBound
      }
    });
  }

  Future<Integer> usedUpBefore() {
    return async(() -> {
      int size;
      try (var arena = Arena.ofConfined()) {
        size = (int) arena.allocate(8).byteSize();
      }
      return size + await(one());
    });
  }

  Future<Integer> othersAreFine() {
    return async(() -> {
      try (var arena = Arena.ofShared()) {
        MemorySegment memory = Arena.ofAuto().allocate(8);
        return await(one()) + (int) (arena.allocate(8).byteSize() + memory.byteSize());
      }
    });
  }

  Future<Byte> itsMemory() {
    return async(() -> {
      var arena = Arena.ofConfined();
      MemorySegment memory = arena.allocate(8).asSlice(4);
      await(one()); // <- threadBound
      return memory.get(ValueLayout.JAVA_BYTE, 0);
    });
  }

  Future<Integer> madeAnewInALoop() {
    return async(() -> {
      int sum = 0;
      for (int i = 0; i < 3; i++) {
        var arena = Arena.ofConfined();
        sum += (int) arena.allocate(i).byteSize();
        arena.close();
        sum += await(one());
      }
      return sum;
    });
  }

  Future<Integer> keptAroundALoop() {
    return async(() -> {
      var arena = Arena.ofConfined();
      int sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += (int) arena.allocate(i).byteSize();
        sum += await(one()); // <- threadBound
      }
      return sum;
    });
  }

  Future<Integer> capturedFromOutside() {
    var arena = Arena.ofConfined();
    return async(() -> {
      await(one()); // <- threadBound
      return (int) arena.allocate(8).byteSize();
    });
  }

  Future<Integer> usedInALambda() {
    return async(() -> {
      var arena = Arena.ofConfined();
      await(one()); // <- threadBound
      Runnable close = () -> arena.close();
      close.run();
      return 1;
    });
  }

  @NotAcrossAwait("open it again after the await")
  interface Session {
    int query();
  }

  static class SpecialSession implements Session {
    @Override
    public int query() {
      return 1;
    }
  }

  Future<Integer> aMarkedType() {
    return async(() -> {
      var session = new SpecialSession();
      int x = await(one()); // <- threadBound
      return x + session.query();
    });
  }

  Future<Integer> aMarkedParameter(@NotAcrossAwait StringBuilder buffer) {
    return async(() -> await(one()) + buffer.length()); // <- threadBound
  }

  Future<Integer> aMarkedVariable() {
    return async(() -> {
      @NotAcrossAwait var buffer = new StringBuilder();
      int x = await(one()); // <- threadBound
      buffer.append(x);
      buffer = new StringBuilder();
      return buffer.length();
    });
  }

  @NotAcrossAwait
  static StringBuilder current() {
    return new StringBuilder();
  }

  Future<Integer> aMarkedMethod(boolean again) {
    return async(() -> {
      StringBuilder buffer = again ? current() : new StringBuilder();
      buffer.append(await(one())); // <- threadBound
      int length = buffer.length();
      buffer = current();
      return length + buffer.length();
    });
  }
}
