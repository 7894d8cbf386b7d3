package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.Io;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Hands each connection to the healthy backend that has the fewest.
final class LoadBalancer {
  private final List<Backend> backends;

  private static final class Backend {
    final InetSocketAddress address;
    final AtomicInteger connections = new AtomicInteger();
    volatile boolean healthy = true;

    Backend(InetSocketAddress address) {
      this.address = address;
    }
  }

  LoadBalancer(List<InetSocketAddress> addresses) {
    backends = addresses.stream().map(Backend::new).toList();
  }

  Future<Void> serve(int port) {
    return async(() -> {
      try (var listener = await(TcpListener.bind("0.0.0.0", port))) {
        for (Backend backend : backends) {
          spawn(watch(backend));
        }
        while (listener.isOpen()) {
          spawn(using(await(listener.accept()), client -> await(forward(client))));
        }
      }
    });
  }

  private Future<Void> forward(TcpStream client) {
    return async(() -> {
      for (Backend backend : candidates().toList()) {
        TcpStream server;
        try {
          server = await(timeout(Duration.ofSeconds(2), TcpStream.connect(backend.address)));
        } catch (IOException | TimeoutException e) {
          backend.healthy = false;
          continue;
        }
        backend.connections.incrementAndGet();
        try (server) {
          await(Io.copyBidirectional(client, server));
        } catch (IOException e) {
          System.err.println(backend.address + ": " + e.getMessage());
        } finally {
          backend.connections.decrementAndGet();
        }
        return;
      }
      System.err.println("no backend for " + client.remoteAddress());
    });
  }

  private Stream<Backend> candidates() {
    return backends.stream()
        .filter(backend -> backend.healthy)
        .sorted(Comparator.comparingInt(backend -> backend.connections.get()));
  }

  private Future<Void> watch(Backend backend) {
    return async(() -> {
      var beat = interval(Duration.ofSeconds(5));
      while (true) {
        await(beat.tick());
        try (var probe = await(timeout(Duration.ofSeconds(1), TcpStream.connect(backend.address)))) {
          backend.healthy = probe.isOpen();
        } catch (IOException | TimeoutException e) {
          backend.healthy = false;
        }
      }
    });
  }
}
