package io.pollen.bench.load;

import io.pollen.bench.measure.Memory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// A JVM that serves on a free port of 127.0.0.1 until its standard input ends.
public final class ServerChild {
  /// The line that is answered by the bytes in use on the heap, after a collection.
  static final String MEMORY = "memory";

  private ServerChild() {}

  /// Arguments: backend, service, workers.
  public static void main(String[] args) throws Exception {
    try {
      int port =
          listen(Backend.valueOf(args[0]), Service.valueOf(args[1]), Integer.parseInt(args[2]));
      System.out.println("listening " + port);
    } catch (Exception e) {
      System.err.println(e); // one line, for the note under the table
      System.exit(1);
    }
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(MEMORY)) {
          System.out.println("heap " + Memory.heapInUse());
        }
      }
    }
    System.exit(0);
  }

  /// Starts the server in this JVM.
  ///
  /// @return where it listens
  static int listen(Backend backend, Service service, int workers) throws Exception {
    return switch (backend) {
      case POLLEN, POLLEN_URING -> PollenServer.listen(service, workers);
      case POLLEN_BATCH -> PollenServer.listenBatch(workers);
      case POLLEN_LOCAL, POLLEN_LOCAL_URING -> PollenServer.listenLocal(service, workers);
      case VIRTUAL -> listen(service, Executors.newVirtualThreadPerTaskExecutor());
      case POOL -> listen(service, Executors.newFixedThreadPool(Backend.POOL_THREADS));
      case NETTY, NETTY_URING ->
          new NettyServer(backend == Backend.NETTY_URING, workers).listen(service);
      case VERTX -> VertxServer.listen(workers);
      case HELIDON -> HelidonServer.listen();
    };
  }

  private static int listen(Service service, Executor threads) throws Exception {
    return switch (service) {
      case ECHO -> ThreadServer.echo(threads).listen();
      case TLS -> ThreadServer.tls(threads).listen();
      case HTTP -> ThreadServer.http(threads).listen();
      case UDP -> throw new IllegalArgumentException("threads serve no UDP here");
    };
  }
}
