package io.pollen.bench.load;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The HTTP server of Vert.x: an instance for each event loop, which share the port.
final class VertxServer {
  private static final int BACKLOG = 4096;

  /// Any free port, the same for all instances.
  private static final int SHARED_PORT = -1;

  private VertxServer() {}

  /// Listens on a free port of 127.0.0.1 with that many event loops.
  static int listen(int loops) throws InterruptedException {
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(Transport.EPOLL)
            .build();
    BlockingQueue<Integer> ports = new ArrayBlockingQueue<>(loops);
    vertx.deployVerticle(() -> new Plain(ports), new DeploymentOptions().setInstances(loops));
    return ports.take();
  }

  private static final class Plain extends VerticleBase {
    private final BlockingQueue<Integer> ports;

    Plain(BlockingQueue<Integer> ports) {
      this.ports = ports;
    }

    @Override
    public Future<HttpServer> start() {
      return vertx
          .createHttpServer(
              new HttpServerOptions()
                  .setHost("127.0.0.1")
                  .setPort(SHARED_PORT)
                  .setAcceptBacklog(BACKLOG)
                  .setTcpNoDelay(true))
          .requestHandler(request ->
              request.response().putHeader("Content-Type", "text/plain").end("Hello, World!"))
          .listen()
          .onSuccess(server -> ports.add(server.actualPort()));
    }
  }
}
