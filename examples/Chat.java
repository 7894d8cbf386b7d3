// A chat room: one line is one message, and the first line is one's name.
//
//   ./pollen run examples/Chat.java 7000
//   nc 127.0.0.1 7000

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.io.Lines;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Mpsc.TrySend;

static final int LINE_LIMIT = 1024;

/// Lines that wait for one member. One who reads slower than the others speak misses lines, and holds up nobody.
static final int QUEUE = 64;

/// Longest time that one line may take to be taken by a member's network.
static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

void main(String[] args) throws Exception {
  if (args.length != 1 || !args[0].matches("\\d{1,5}") || Integer.parseInt(args[0]) > 65_535) {
    System.err.println("usage: Chat PORT");
    System.exit(2);
  }
  try {
    run(() -> await(serve(Integer.parseInt(args[0]))));
  } catch (IOException e) {
    System.err.println("Chat: " + e.getMessage());
    System.exit(1);
  }
}

Future<Void> serve(int port) {
  return async(
      () -> {
        var room = new Room();
        var listener = await(TcpListener.bind("127.0.0.1", port));
        try (listener) {
          IO.println("chat on 127.0.0.1:" + listener.localAddress().getPort());
          // When no descriptor is left it says so, once, and goes on when there is one again.
          var connections = listener.incoming(e -> System.err.println("Chat: cannot accept: " + e.getMessage()));
          while (true) {
            spawn(using(await(connections.next()), connection -> await(member(room, connection))));
          }
        } finally {
          IO.println("chat: closed");
        }
      });
}

/// Who is there. Its lock gives everybody the lines in the same order; it is held for a moment, never across an await.
static final class Room {
  private final Map<String, Member> members = new TreeMap<>();

  synchronized boolean join(Member member) {
    if (members.containsKey(member.name)) return false;
    member.offer("* here: " + (members.isEmpty() ? "nobody yet" : String.join(", ", members.keySet())));
    say(member, "* " + member.name + " has joined");
    members.put(member.name, member);
    return true;
  }

  synchronized void leave(Member member) {
    members.remove(member.name);
    say(member, "* " + member.name + " has left");
  }

  synchronized void say(Member from, String line) {
    for (var member : members.values()) {
      if (member != from) member.offer(line);
    }
  }
}

/// One who is in the room, with the lines that wait to be written to this member.
static final class Member {
  final String name;
  final Mpsc.Sender<String> lines;
  private int missed; // guarded by the room's lock

  Member(String name, Mpsc.Sender<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  void offer(String line) {
    if (missed > 0 && lines.trySend("* you have missed " + missed + " lines") == TrySend.SENT) missed = 0;
    if (missed > 0 || lines.trySend(line) != TrySend.SENT) missed++;
  }
}

Future<Void> member(Room room, TcpStream connection) {
  return async(
      () -> {
        try {
          await(write(connection, "* your name?"));
          var lines = connection.lines(LINE_LIMIT);
          var queue = Mpsc.<String>bounded(QUEUE);
          while (await(lines.next()).orElse(null) instanceof String name) {
            var member = new Member(name.strip(), queue.sender());
            if (!member.name.matches("\\w{1,20}")) {
              await(write(connection, "* a name is one word of up to 20 letters and digits; your name?"));
            } else if (!room.join(member)) {
              await(write(connection, "* " + member.name + " is taken; your name?"));
            } else {
              // Both at once, in this task. When the listening ends, the queue is closed, so the telling ends, too.
              await(join(listen(room, member, lines), tell(connection, queue.receiver())));
              return;
            }
          }
        } catch (IOException | TimeoutException e) {
          // The connection is broken, or the other end does not read: nothing is left to do for it.
        }
      });
}

/// Reads what a member says, until the connection ends.
Future<Void> listen(Room room, Member member, Lines lines) {
  return async(
      () -> {
        try {
          while (await(lines.next()).orElse(null) instanceof String line) {
            if (!line.isBlank()) room.say(member, member.name + ": " + line.strip());
          }
        } finally { // also when the connection breaks, or the room is closed
          room.leave(member);
          member.lines.close();
        }
      });
}

/// Writes what the others have said, until the queue is closed and empty.
Future<Void> tell(TcpStream connection, Mpsc.Receiver<String> lines) {
  return async(
      () -> {
        while (await(lines.recv()).orElse(null) instanceof String line) {
          await(write(connection, line));
        }
      });
}

Future<Void> write(TcpStream connection, String line) {
  return timeout(WRITE_LIMIT, connection.writeAll(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8))));
}
