// Sends back whatever it receives, to any number of connections at once.
//
//   ./pollen run examples/Echo.java 7000
//   nc 127.0.0.1 7000

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;

static final int BUFFER = 16 * 1024;

void main(String[] args) throws Exception {
  if (args.length != 1 || !args[0].matches("\\d{1,5}") || Integer.parseInt(args[0]) > 65_535) {
    System.err.println("usage: Echo PORT");
    System.exit(2);
  }
  try {
    run(() -> await(serve(Integer.parseInt(args[0]))));
  } catch (IOException e) {
    System.err.println("Echo: " + e.getMessage());
    System.exit(1);
  }
}

Future<Void> serve(int port) {
  return async(
      () -> {
        var listener = await(TcpListener.bind("127.0.0.1", port));
        try (listener) {
          IO.println("echo on 127.0.0.1:" + listener.localAddress().getPort());
          // When no descriptor is left it says so, once, and goes on when there is one again.
          var connections = listener.incoming(e -> System.err.println("Echo: cannot accept: " + e.getMessage()));
          while (true) {
            // using: the connection is closed however the task ends, also when it never starts.
            spawn(using(await(connections.next()), connection -> await(echo(connection))));
          }
        } finally {
          IO.println("echo: closed");
        }
      });
}

Future<Void> echo(TcpStream connection) {
  return async(
      () -> {
        var buffer = ByteBuffer.allocate(BUFFER);
        try {
          while (await(connection.read(buffer)) >= 0) {
            await(connection.writeAll(buffer.flip()));
            buffer.clear();
          }
        } catch (IOException e) {
          // The peer has reset its connection: nothing is left to do for it.
        }
      });
}
