package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;

import io.pollen.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/// What tests send through connections.
final class Traffic {
  private Traffic() {}

  /// Writes 400 kB of one value, or what it can until the stream is closed.
  static Future<Void> flood(TcpStream stream, byte value) {
    return async(() -> {
      byte[] bytes = new byte[2_000];
      Arrays.fill(bytes, value);
      try {
        for (int i = 0; i < 200; i++) {
          await(stream.writeAll(ByteBuffer.wrap(bytes)));
        }
      } catch (IOException e) {
        // closed, as the test wants it
      }
    });
  }

  /// Reads until the stream is closed, and notes bytes of another value.
  static Future<Void> check(TcpStream stream, byte value, AtomicReference<String> mixed) {
    return async(() -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1_500);
      try {
        while (await(stream.read(buffer.clear())) >= 0) {
          buffer.flip();
          while (buffer.hasRemaining()) {
            byte got = buffer.get();
            if (got != value) {
              mixed.set("got " + got + " on the connection of " + value);
            }
          }
        }
      } catch (IOException e) {
        // closed, as the test wants it
      }
    });
  }

  /// Answers with what it gets, and closes the connection.
  @SuppressWarnings("pollen:resourceInBlock") // some tests poll it without a runtime around it
  static Future<Void> echo(TcpStream stream) {
    return async(() -> {
      try (stream) {
        ByteBuffer buffer = ByteBuffer.allocate(4_096);
        while (await(stream.read(buffer.clear())) >= 0) {
          await(stream.writeAll(buffer.flip()));
        }
      } catch (IOException e) {
        // the peer has reset the connection
      }
    });
  }
}
