// Row 3. The lecture's first async function, over real HTTP.
//
// Rust:  async fn fetch_data(url: &str) -> Result<Data> {
//            let response = http_get(url).await?;
//            process(response).await
//        }

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;

Future<String> fetchData(URI url) {
  return async(
      () -> {
        var response = await(httpGet(url));
        return await(process(response));
      });
}

Future<String> httpGet(URI url) {
  return async(
      () -> {
        try (var connection = await(TcpStream.connect(url.getHost(), url.getPort()))) {
          var request = "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getHost() + "\r\nConnection: close\r\n\r\n";
          await(connection.writeAll(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII))));
          return new String(await(connection.readAll(1 << 20)), StandardCharsets.UTF_8);
        }
      });
}

Future<String> process(String response) {
  return async(
      () -> {
        await(yieldNow());
        return response.substring(response.indexOf("\r\n\r\n") + 4).toUpperCase();
      });
}

/// A server for one request, so that the example needs no network.
Future<Void> serveOnce(TcpListener listener) {
  return async(
      () -> {
        try (var connection = await(listener.accept())) {
          var lines = connection.lines(8192);
          while (!await(lines.next()).orElse("").isEmpty()) {}
          var body = "data from the server";
          var response = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
          await(connection.writeAll(ByteBuffer.wrap(response.getBytes(StandardCharsets.US_ASCII))));
        }
      });
}

void main() throws Exception {
  run(
      () -> {
        try (var listener = await(TcpListener.bind("127.0.0.1", 0))) {
          var server = spawn(serveOnce(listener));
          var url = URI.create("http://127.0.0.1:" + listener.localAddress().getPort() + "/data");
          IO.println(await(fetchData(url)));
          await(server);
        }
      });
}

// prints: DATA FROM THE SERVER
