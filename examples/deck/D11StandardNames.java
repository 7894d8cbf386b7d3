// Row 11. A library whose names and behaviour are those that one knows from the standard library.
//
// Rust:  let listener = async_std::net::TcpListener::bind("127.0.0.1:0").await?;   // std::net, with await
//        let stream = async_std::net::TcpStream::connect(listener.local_addr()?).await?;
//        stream.set_nodelay(true)?;
//
// java.net and java.nio are the models here: addresses, options, buffers, -1 at the end and exceptions are theirs. A
// plain java.net.Socket is the other side. (Files and processes are to come.)

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import java.net.StandardSocketOptions;

/// Blocking code of the standard library, on a thread where it may block.
String askTheOldWay(InetSocketAddress address) throws IOException {
  try (var socket = new Socket(address.getAddress(), address.getPort())) {
    socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
    socket.shutdownOutput();
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}

Future<Integer> answerOne(TcpListener listener) {
  return async(
      () -> {
        try (var stream = await(listener.accept())) {
          stream.option(StandardSocketOptions.TCP_NODELAY, true);
          var buffer = ByteBuffer.allocate(64);
          int last;
          do last = await(stream.read(buffer));
          while (last != -1);
          await(stream.writeAll(buffer.flip()));
          return last;
        }
      });
}

void main() throws Exception {
  run(
      () -> {
        InetSocketAddress address;
        try (var listener = await(TcpListener.bind("127.0.0.1", 0))) {
          address = listener.localAddress();
          var answered = spawn(answerOne(listener));
          IO.println("java.net hears " + await(spawnBlocking(() -> askTheOldWay(address))));
          IO.println("the end of a stream is " + await(answered));
        }
        try {
          await(spawnBlocking(() -> askTheOldWay(address)));
        } catch (ConnectException e) {
          IO.println("java.net: ConnectException");
        }
        try {
          await(io.pollen.net.TcpStream.connect(address));
        } catch (ConnectException e) {
          IO.println("io.pollen.net: ConnectException");
        }
      });
}

// prints: java.net hears hello
// prints: the end of a stream is -1
// prints: java.net: ConnectException
// prints: io.pollen.net: ConnectException
