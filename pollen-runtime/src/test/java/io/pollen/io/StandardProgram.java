package io.pollen.io;

import static io.pollen.runtime.Pollen.async;
import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.joinAll;
import static io.pollen.runtime.Pollen.spawn;
import static io.pollen.runtime.Pollen.timeoutOrEmpty;

import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.Pollen;
import io.pollen.runtime.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What [StandardStreamsIT] runs in a JVM of its own.
final class StandardProgram {
  private static final Duration A_MOMENT = Duration.ofMillis(10);

  private StandardProgram() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "cat" -> Pollen.run(() -> await(Io.copy(Io.stdin(), Io.stdout())));
      case "impatient" -> impatient();
      case "leaves" -> leaves();
      case "inherits" -> inherits();
      case "together" -> together();
      case "errors" ->
          Pollen.run(() -> {
            await(Io.stderr().writeAll(bytes("to err")));
            await(Io.stdout().writeAll(bytes("to out")));
          });
      case "unread" -> unread();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes());
  }

  /// Says when it has dropped a read, and drops more until something comes.
  private static void impatient() throws Exception {
    Pollen.run(() -> {
      boolean told = false;
      while (true) {
        ByteBuffer to = ByteBuffer.allocate(3);
        Optional<Integer> count = await(timeoutOrEmpty(A_MOMENT, Io.stdin().read(to)));
        if (count.isPresent()) {
          if (count.get() < 0) {
            break;
          }
          await(Io.stdout().writeAll(to.flip()));
        } else if (!told) {
          await(Io.stdout().writeAll(bytes("-")));
        }
        told = count.isEmpty();
      }
    });
  }

  /// Ends while a read waits for bytes that will not come.
  private static void leaves() throws Exception {
    AsyncRuntime runtime = AsyncRuntime.multiThread();
    var _ = runtime.spawn(Io.stdin().read(ByteBuffer.allocate(1)).catching());
    runtime.blockOn(() -> {
      await(Pollen.sleep(A_MOMENT));
      await(Io.stdout().writeAll(bytes("closing\n")));
    });
    runtime.close();
    System.out.println("closed");
  }

  /// A read of one runtime waits when that is closed; another runtime gets its bytes.
  private static void inherits() throws Exception {
    try (AsyncRuntime first = AsyncRuntime.multiThread()) {
      first.blockOn(() -> await(timeoutOrEmpty(A_MOMENT, Io.stdin().read(ByteBuffer.allocate(9)))));
    }
    System.out.println("closed");
    try (AsyncRuntime second = AsyncRuntime.multiThread()) {
      second.blockOn(() -> {
        ByteBuffer to = ByteBuffer.allocate(9);
        await(Io.stdin().read(to));
        await(Io.stdout().writeAll(to.flip()));
      });
    }
  }

  private static void together() throws Exception {
    Pollen.run(() -> {
      List<JoinHandle<Void>> writers = new ArrayList<>();
      for (char name = 'a'; name < 'a' + 8; name++) {
        String line = String.valueOf(name).repeat(99_999) + "\n";
        writers.add(
            spawn(
                async(() -> {
                  for (int i = 0; i < 3; i++) {
                    await(Io.stdout().writeAll(bytes(line)));
                  }
                })));
      }
      await(joinAll(writers));
    });
  }

  /// Writes until it fails.
  private static void unread() throws Exception {
    Pollen.run(() -> {
      try {
        while (true) {
          await(Io.stdout().writeAll(ByteBuffer.allocate(1000)));
        }
      } catch (IOException expected) {
        await(Io.stderr().writeAll(bytes(expected.getMessage())));
      }
    });
  }
}
