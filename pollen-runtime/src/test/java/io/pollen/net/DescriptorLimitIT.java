package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.fs.AsyncFile;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.task.JoinHandle;
import io.pollen.time.Time;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// In a JVM of its own, with few descriptors.
class DescriptorLimitIT {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
  void theServerGoesOnWhenDescriptorsAreFreeAgain(DriverKind kind) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 100; exec \"$0\" \"$@\"",
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                kind.name())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("no file descriptor left")
        .contains("ulimit -n")
        .containsOnlyOnce("cannot accept")
        .contains("refused: 4 of 4")
        .contains("served after the limit");
  }

  /// Takes all descriptors, lets an accept run into the limit, frees some, and expects to be
  /// served.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      loadClasses();
      DriverKind kind = DriverKind.valueOf(arguments[0]);
      try (AsyncRuntime runtime =
          AsyncRuntime.builder().currentThread().drivers(() -> Drivers.open(kind)).build()) {
        runtime.blockOn(scenario(runtime, 3));
        runtime.blockOn(scenario(runtime, Integer.MAX_VALUE));
        System.out.println("served after the limit");
      }
      System.exit(0);
    }

    /// Loading a class takes a descriptor.
    private static void loadClasses() throws Exception {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path root = Path.of(entry);
        if (!Files.isDirectory(root.resolve("io/pollen"))) {
          continue;
        }
        try (Stream<Path> files = Files.walk(root.resolve("io/pollen"))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
            String path = root.relativize(file).toString();
            if (path.contains("/runtime/")
                || path.contains("/net/")
                || path.contains("/fs/")
                || path.contains("/io/")
                || path.lastIndexOf('/') == "io/pollen".length()
                || path.contains("/time/")
                || path.contains("/transform/")
                || path.contains("/woven/")) {
              load(path.substring(0, path.length() - ".class".length()).replace('/', '.'));
            }
          }
        }
      }
    }

    private static void load(String name) throws ClassNotFoundException {
      try {
        Class.forName(name, false, Child.class.getClassLoader());
      } catch (NoClassDefFoundError e) {
        // a test class whose library is not here
      }
    }

    /// What else takes a descriptor.
    private static final List<Supplier<Future<? extends AutoCloseable>>> OPENINGS =
        List.of(
            () -> TcpListener.bind("127.0.0.1", 0),
            () -> UdpSocket.bind("127.0.0.1", 0),
            () -> Pipes.open().map(ends -> both(ends.reader(), ends.writer())),
            () -> AsyncFile.open(Path.of("/dev/null")));

    private static AutoCloseable both(AutoCloseable one, AutoCloseable other) {
      return () -> {
        one.close();
        other.close();
      };
    }

    private static Future<Integer> refused() {
      return async(() -> {
        int count = 0;
        for (Supplier<Future<? extends AutoCloseable>> opening : OPENINGS) {
          try {
            await(opening.get()).close();
          } catch (DescriptorLimitException | FileSystemException e) {
            System.out.println(e.getMessage());
            count++;
          }
        }
        return count;
      });
    }

    private static Future<Void> scenario(AsyncRuntime runtime, int most) {
      return async(() -> {
        TcpListener listener = await(TcpListener.bind("127.0.0.1", 0));
        AtomicInteger accepted = new AtomicInteger();
        List<TcpStream> clients = new ArrayList<>();
        try {
          while (clients.size() < most) { // connections in the backlog, then nothing is left
            clients.add(await(TcpStream.connect(listener.localAddress())));
          }
        } catch (DescriptorLimitException e) {
          System.out.println(e.getMessage());
          System.out.println("refused: " + await(refused()) + " of " + OPENINGS.size());
        }
        JoinHandle<Void> server = runtime.spawn(serve(runtime, listener, accepted));
        await(Time.sleep(Duration.ofMillis(100))); // the server meets the limit, and waits
        TcpStream last = clients.removeLast();
        for (int i = 0; i < 3 && clients.size() > 3; i++) { // each makes room for one more
          int before = accepted.get();
          clients.removeFirst().close();
          while (accepted.get() == before) {
            await(Time.sleep(Duration.ofMillis(1)));
          }
        }
        for (TcpStream client : clients) {
          client.close();
        }
        await(last.writeAll(ByteBuffer.wrap(new byte[] {42})));
        ByteBuffer answer = ByteBuffer.allocate(1);
        await(last.readExactly(answer));
        last.close();
        server.abort();
        listener.close();
        for (Supplier<Future<? extends AutoCloseable>> opening : OPENINGS) {
          await(opening.get()).close(); // there is room for each again
        }
        if (answer.get(0) != 42) {
          throw new IllegalStateException("another byte came back");
        }
      });
    }

    private static Future<Void> serve(
        AsyncRuntime runtime, TcpListener listener, AtomicInteger accepted) {
      return async(() -> {
        Incoming<TcpStream> incoming = listener.incoming();
        while (true) {
          runtime.spawn(Traffic.echo(await(incoming.next())));
          accepted.incrementAndGet();
        }
      });
    }
  }
}
