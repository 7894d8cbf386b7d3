// Forwards every connection to another address, both directions at once.
//
//   ./pollen run examples/Proxy.java 8000 127.0.0.1:8080

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.Io;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;

static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

record Target(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}

void main(String[] args) throws Exception {
  int colon = args.length == 2 ? args[1].lastIndexOf(':') : -1;
  if (colon < 1 || !isPort(args[0]) || !isPort(args[1].substring(colon + 1))) {
    System.err.println("usage: Proxy LISTEN_PORT HOST:PORT");
    System.exit(2);
  }
  var target = new Target(args[1].substring(0, colon), Integer.parseInt(args[1].substring(colon + 1)));
  try {
    run(() -> await(serve(Integer.parseInt(args[0]), target)));
  } catch (IOException e) {
    System.err.println("Proxy: " + e.getMessage());
    System.exit(1);
  }
}

boolean isPort(String text) {
  return text.matches("\\d{1,5}") && Integer.parseInt(text) < 65_536;
}

Future<Void> serve(int port, Target target) {
  return async(
      () -> {
        var listener = await(TcpListener.bind("127.0.0.1", port));
        try (listener) {
          IO.println("proxy on 127.0.0.1:" + listener.localAddress().getPort() + " to " + target);
          // When no descriptor is left it says so, once, and goes on when there is one again.
          var connections = listener.incoming(e -> System.err.println("Proxy: cannot accept: " + e.getMessage()));
          while (true) {
            spawn(using(await(connections.next()), client -> await(forward(client, target))));
          }
        } finally {
          IO.println("proxy: closed");
        }
      });
}

Future<Void> forward(TcpStream client, Target target) {
  return async(
      () -> {
        try (var server = await(timeout(CONNECT_LIMIT, TcpStream.connect(target.host(), target.port())))) {
          // Ends when both sides have ended: when one has, the other still gets to say the rest.
          await(Io.copyBidirectional(client, server));
        } catch (IOException | TimeoutException e) {
          System.err.println("Proxy: " + target + ": " + e.getMessage());
        }
      });
}
