package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.net.TcpStream;
import io.pollen.sync.Mutex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sends files in pieces, with what is known of the progress behind a mutex that tasks wait for.
final class Uploader {
  private static final int PIECE = 64 * 1024;

  private static final class Progress {
    long sent;
    final List<String> done = new ArrayList<>();
  }

  private final Mutex<Progress> progress = new Mutex<>(new Progress());
  private final String host;
  private final int port;

  Uploader(String host, int port) {
    this.host = host;
    this.port = port;
  }

  Future<Long> upload(List<Path> files) {
    return async(() -> {
      var uploads = files.stream().map(this::upload).toList();
      long sum = 0;
      for (long size : await(joinAll(uploads))) {
        sum += size;
      }
      return sum;
    });
  }

  private Future<Long> upload(Path file) {
    return async(() -> {
      var connection = await(TcpStream.connect(host, port));
      FileChannel channel = null;
      try {
        channel = await(spawnBlocking(() -> FileChannel.open(file, StandardOpenOption.READ)));
        long size = await(send(channel, connection));
        try (var guard = await(progress.lock())) {
          guard.get().done.add(file.getFileName().toString());
          await(announce(connection, guard.get().done.size()));
        }
        return size;
      } finally {
        connection.close();
        if (channel != null) {
          channel.close();
        }
      }
    });
  }

  private Future<Long> send(FileChannel from, TcpStream to) {
    return async(() -> {
      var piece = ByteBuffer.allocate(PIECE);
      long sent = 0;
      while (true) {
        int count = await(spawnBlocking(() -> from.read(piece.clear())));
        if (count < 0) {
          break;
        }
        await(timeout(Duration.ofSeconds(30), to.writeAll(piece.flip())));
        sent += count;
        try (var guard = await(progress.lock())) {
          guard.get().sent += count;
        }
      }
      return sent;
    });
  }

  private static Future<Void> announce(TcpStream to, int number) {
    return to.writeAll(ByteBuffer.allocate(4).putInt(number).flip());
  }

  Future<String> report() {
    return progress.lock().map(guard -> {
      try (guard) {
        return guard.get().sent + " bytes, " + guard.get().done.size() + " files";
      }
    });
  }

  public static void main(String[] args) throws Exception {
    var uploader = new Uploader(args[0], Integer.parseInt(args[1]));
    long sum = run(() -> await(uploader.upload(List.of(Path.of(args[2])))));
    if (sum == 0) {
      throw new IOException("nothing was sent");
    }
  }
}
