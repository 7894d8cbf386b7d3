package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.net.TcpStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/// Asks services whether they are well, and tells a listener of an older kind, that knows promises.
final class HealthMonitor {
  private final Map<String, InetSocketAddress> services = new LinkedHashMap<>();
  private final BiConsumer<String, String> listener;

  record Health(String name, Duration delay) {}

  interface Legacy {
    CompletionStage<Boolean> isWell(String name);
  }

  HealthMonitor(BiConsumer<String, String> listener) {
    this.listener = listener;
  }

  HealthMonitor with(String name, InetSocketAddress address) {
    services.put(name, address);
    return this;
  }

  private Future<Health> probe(String name, InetSocketAddress address) {
    return async(() -> {
      Instant start = Instant.now();
      TcpStream stream = await(TcpStream.connect(address));
      stream.close();
      return new Health(name, Duration.between(start, Instant.now()));
    });
  }

  Future<Void> round() {
    return async(() -> {
      List<Future<Health>> probes =
          services.entrySet().stream()
              .map(e -> timeout(Duration.ofSeconds(1), probe(e.getKey(), e.getValue())))
              .toList();
      var names = List.copyOf(services.keySet());
      var outcomes = await(joinSettled(probes));
      for (int i = 0; i < outcomes.size(); i++) {
        switch (outcomes.get(i)) {
          case Outcome.Success<Health>(var health) ->
              listener.accept(health.name(), health.delay().toMillis() + " ms");
          case Outcome.Failure<Health>(var cause) ->
              listener.accept(names.get(i), String.valueOf(cause.getMessage()));
        }
      }
    });
  }

  Future<Boolean> ask(Legacy legacy, String name) {
    return async(() -> {
      try {
        return await(legacy.isWell(name));
      } catch (CompletionException e) {
        return false;
      }
    });
  }

  CompletableFuture<Health> promise(String name) {
    CompletableFuture<Health> health = probe(name, services.get(name)).toCompletableFuture();
    health.whenComplete((value, failure) -> listener.accept(name, failure == null ? "up" : "down"));
    return health;
  }

  public static void main(String[] args) throws Exception {
    var monitor =
        new HealthMonitor((name, text) -> System.out.println(name + ": " + text))
            .with("web", new InetSocketAddress("127.0.0.1", 80))
            .with("database", new InetSocketAddress("127.0.0.1", 5432));
    run(() -> {
      for (int i = 0; i < 10; i++) {
        await(monitor.round());
        await(sleep(Duration.ofSeconds(1)));
      }
    });
  }
}
