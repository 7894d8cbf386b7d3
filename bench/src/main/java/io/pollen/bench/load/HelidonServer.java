package io.pollen.bench.load;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.nio.charset.StandardCharsets;

/// The HTTP server of Helidon SE: a virtual thread for each connection.
final class HelidonServer {
  private static final int BACKLOG = 4096;
  private static final byte[] TEXT = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

  private HelidonServer() {}

  /// Listens on a free port of 127.0.0.1.
  static int listen() {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .backlog(BACKLOG)
        .routing(
            HttpRouting.builder()
                .get(
                    "/",
                    (request, response) ->
                        response.header(HeaderNames.CONTENT_TYPE, "text/plain").send(TEXT)))
        .build()
        .start()
        .port();
  }
}
