package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.BufferedRead;
import io.pollen.net.TcpStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Asks a server that answers lines with lines.
final class LineClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final TcpStream stream;
  private final BufferedRead reader;

  private LineClient(TcpStream stream) {
    this.stream = stream;
    this.reader = new BufferedRead(stream);
  }

  static Future<LineClient> open(String host, int port) {
    return timeout(LIMIT, TcpStream.connect(host, port))
        .mapError(e -> new IOException("cannot reach " + host + ":" + port, e))
        .map(LineClient::new);
  }

  Future<String> ask(String question) {
    return async(() -> {
      await(stream.writeAll(bytes(question + "\n")));
      Optional<String> answer = await(reader.readLine(1024));
      return answer.orElseThrow(() -> new EOFException("the server has hung up"));
    });
  }

  Future<List<String>> askAll(List<String> questions) {
    return async(() -> {
      List<String> answers = new ArrayList<>();
      for (String question : questions) {
        Future<String> answer = timeout(LIMIT, ask(question));
        try {
          answers.add(await(answer));
        } catch (TimeoutException e) {
          answers.add("(none)");
        }
      }
      return answers;
    });
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    stream.close();
  }

  public static void main(String[] args) throws Exception {
    List<String> answers =
        run(() -> {
          try (var client = await(open(args[0], Integer.parseInt(args[1])))) {
            return await(client.askAll(List.of(args).subList(2, args.length)));
          }
        });
    answers.forEach(System.out::println);
  }
}
