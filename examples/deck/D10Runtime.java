// Row 10. A full runtime: many tasks, I/O tied to it, an I/O driver, ready tasks run in parallel on a pool.
//
// Rust:  let listener = TcpListener::bind("127.0.0.1:0").await?;
//        loop { let (mut s, _) = listener.accept().await?;
//               tokio::spawn(async move { let (mut r, mut w) = s.split(); io::copy(&mut r, &mut w).await }); }

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.Io;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;

Future<Void> echo(TcpListener listener) {
  return async(
      () -> {
        while (true) {
          var connection = await(listener.accept());
          spawn(
              () -> {
                try (connection) {
                  await(Io.copy(connection, connection));
                }
              });
        }
      });
}

Future<Integer> client(int port, int number) {
  return async(
      () -> {
        try (var connection = await(TcpStream.connect("127.0.0.1", port))) {
          await(connection.writeAll(ByteBuffer.wrap(("message " + number).getBytes(StandardCharsets.UTF_8))));
          await(connection.shutdownOutput());
          var answer = new String(await(connection.readAll(1024)), StandardCharsets.UTF_8);
          return answer.equals("message " + number) ? 1 : 0;
        }
      });
}

void main() throws Exception {
  run(
      () -> {
        try (var listener = await(TcpListener.bind("127.0.0.1", 0))) {
          var server = spawn(echo(listener));
          int port = listener.localAddress().getPort();
          var clients = new ArrayList<Future<Integer>>();
          for (int i = 0; i < 100; i++) {
            clients.add(spawn(client(port, i)));
          }
          int echoed = 0;
          for (int one : await(joinAll(clients))) echoed += one;
          IO.println(echoed + " of 100 clients got their message back");
          server.abort();
        }
      });
}

// prints: 100 of 100 clients got their message back
