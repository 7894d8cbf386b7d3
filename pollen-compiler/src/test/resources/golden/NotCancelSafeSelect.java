import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.keep;
import static io.pollen.Async.race;
import static io.pollen.Async.select;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import io.pollen.combine.Select2;
import java.util.List;

class NotCancelSafeSelect {
  sealed interface Event {
    record Text(String text) implements Event {}

    record Tick() implements Event {}
  }

  interface Source {
    @NotCancelSafe("what it has read")
    Future<String> readAll();

    @NotCancelSafe
    Future<String> readExactly();

    Future<String> read();
  }

  static class Socket implements Source {
    @Override
    public Future<String> readAll() {
      return io.pollen.Async.ready("");
    }

    @Override
    public Future<String> readExactly() {
      return io.pollen.Async.ready("");
    }

    @Override
    public Future<String> read() {
      return io.pollen.Async.ready("");
    }
  }

  private static Future<String> timeout(long millis, Future<String> future) {
    return future;
  }

  private final Source source = new Socket();
  private final Socket socket = new Socket();

  Future<Void> tick() {
    return io.pollen.Async.pending();
  }

  Future<Void> inLoops(List<String> texts) {
    return async(() -> {
      while (true) {
        var first = await(select(source.readAll(), tick())); // <- notCancelSafeSelect
        if (first instanceof Select2.Second<String, Void>) {
          break;
        }
      }
      for (String text : texts) {
        await(race(tick(), socket.readExactly())); // <- notCancelSafeSelect
      }
      do {
        await(race(socket.readAll().map(String::length), tick())); // <- notCancelSafeSelect
        await(race(timeout(1, source.readAll()), tick())); // <- notCancelSafeSelect
        var next = source.readAll().inspect(texts::add); // <- notCancelSafeSelect
        await(race(next, tick()));
      } while (texts.isEmpty());
    });
  }

  Future<Void> withNames(boolean open) {
    return async(() -> {
      while (open) {
        await(
            select(Event.class)
                .on(source.readAll(), Event.Text::new) // <- notCancelSafeSelect
                .onIf(open, () -> source.readAll(), Event.Text::new) // <- notCancelSafeSelect
                .on(tick(), nothing -> new Event.Tick())
                .future());
      }
    });
  }

  Future<Void> safe(List<String> texts) {
    return async(() -> {
      while (true) {
        await(race(source.read(), tick()));
        String all = await(source.readAll());
        if (all.isEmpty()) {
          break;
        }
      }
      await(select(source.readAll(), tick()));
      var outside = source.readAll();
      try (var kept = keep(outside)) {
        while (!kept.isFinished()) {
          await(race(kept, tick()));
        }
      }
    });
  }

  Future<String> aLossLeavesTheLoop(List<String> texts) {
    return async(() -> {
      while (true) {
        switch (await(select(source.readAll(), tick()))) {
          case Select2.First<String, Void>(var text) -> texts.add(text);
          case Select2.Second<String, Void>(var nothing) -> {
            return "stopped";
          }
        }
      }
    });
  }

  Future<Void> aLossEndsTheLoop(List<String> texts) {
    return async(() -> {
      boolean open = true;
      while (open) {
        switch (await(select(source.readAll(), tick()))) {
          case Select2.First<String, Void>(var text) -> texts.add(text);
          case Select2.Second<String, Void>(var nothing) -> open = false;
        }
      }
    });
  }

  Future<Void> aLossGoesOn(List<String> texts) {
    return async(() -> {
      while (true) {
        switch (await(select(source.readAll(), tick()))) { // <- notCancelSafeSelect
          case Select2.First<String, Void>(var text) -> texts.add(text);
          case Select2.Second<String, Void>(var nothing) -> texts.clear();
        }
      }
    });
  }

  @SuppressWarnings("pollen:notCancelSafeSelect")
  Future<Void> suppressed() {
    return async(() -> {
      while (true) {
        await(race(source.readAll(), tick()));
      }
    });
  }
}
