package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.Lines;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.sync.Mpsc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One task a member, which selects between what the member says and what the others say.
final class ChatRoom {
  sealed interface Event {
    record Said(Optional<String> line) implements Event {}

    record Heard(Optional<String> line) implements Event {}

    record Silent() implements Event {}
  }

  private final Map<String, Mpsc.UnboundedSender<String>> members = new ConcurrentHashMap<>();

  Future<Void> serve(int port) {
    return async(() -> {
      try (var listener = await(TcpListener.bind("0.0.0.0", port))) {
        var incoming = listener.incoming();
        while (true) {
          var stream = await(incoming.next());
          spawn(using(stream, s -> await(member(s))));
        }
      }
    });
  }

  private Future<Void> member(TcpStream stream) {
    return async(() -> {
      Lines lines = stream.lines(500);
      String name = await(lines.next()).orElse("");
      var inbox = Mpsc.<String>unbounded();
      if (name.isBlank() || members.putIfAbsent(name, inbox.sender()) != null) {
        await(write(stream, "that name is not free"));
        return;
      }
      try {
        tell(name, "has joined");
        while (true) {
          var event =
              await(
                  select(Event.class)
                      .on(lines.next(), Event.Said::new)
                      .on(inbox.receiver().recv(), Event.Heard::new)
                      .on(sleep(Duration.ofMinutes(10)), nothing -> new Event.Silent())
                      .future());
          switch (event) {
            case Event.Said(var line) when line.isEmpty() -> {
              return;
            }
            case Event.Said(var line) -> tell(name, line.get());
            case Event.Heard(var line) -> await(write(stream, line.orElse("")));
            case Event.Silent() -> {
              await(write(stream, "are you there?"));
              break;
            }
          }
        }
      } catch (IOException e) {
        System.err.println(name + ": " + e.getMessage());
      } finally {
        members.remove(name);
        tell(name, "has left");
      }
    });
  }

  private void tell(String from, String text) {
    members.forEach((name, inbox) -> {
      if (!name.equals(from)) {
        inbox.send(from + " " + text);
      }
    });
  }

  private static Future<Void> write(TcpStream stream, String line) {
    var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    return timeout(Duration.ofSeconds(10), stream.writeAll(ByteBuffer.wrap(bytes)));
  }

  public static void main(String[] args) throws Exception {
    run(() -> await(new ChatRoom().serve(Integer.parseInt(args[0]))));
  }
}
