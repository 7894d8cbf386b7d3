package io.pollen.examples;

import static io.pollen.runtime.Pollen.await;
import static io.pollen.runtime.Pollen.using;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.net.TcpListener;
import io.pollen.net.TcpStream;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.sync.Permit;
import io.pollen.sync.Semaphore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The futures of the examples, dropped at their first, second, third … suspension until they come
/// to their end: no task, timer, socket or descriptor is ever left.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DropEverywhereIT {
  private static final List<String> PROGRAMS =
      List.of("Echo", "Chat", "Proxy", "PortScan", "WebServer");
  private static final int BUFFER = 16 * 1024;
  private static final int LARGE = 1_000_000;
  private static final int MOST = 500;

  @TempDir static Path classes;
  @TempDir static Path site;

  @BeforeAll
  static void compile() throws IOException {
    Programs.compile(PROGRAMS.stream().map(name -> Path.of(name + ".java")).toList(), classes);
    Files.writeString(site.resolve("a.txt"), "aaa");
    Files.write(site.resolve("large.bin"), new byte[LARGE]);
  }

  // ---- the scripts: what a client does whenever the program waits ----

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void echo(DriverKind kind) throws Exception {
    everywhere(
        kind,
        3,
        (program, stream) -> program.call("Echo", "echo", stream),
        client -> {
          client.send("hello");
          client.receive(5);
          client.send("x".repeat(20 * BUFFER)); // more than fits on the way back
          client.receive(20 * BUFFER);
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void webServer(DriverKind kind) throws Exception {
    everywhere(
        kind,
        6,
        (program, stream) -> program.call("WebServer", "converse", stream),
        client -> {
          client.send("GET /a.txt HTTP/1.1\r\n");
          client.send("Host: here\r\n\r\n");
          client.receive(100);
          client.send("GET /large.bin HTTP/1.1\r\nHost: here\r\n\r\n");
          client.receive(LARGE);
          client.send("nonsense\r\n\r\n"); // is told so, and then waited for
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void chat(DriverKind kind) throws Exception {
    everywhere(
        kind,
        4,
        (program, stream) -> program.call("Chat", "member", program.make("Chat$Room"), stream),
        client -> {
          client.send("not one word\n");
          client.send("ann\n");
          client.send("hello\n");
          client.send("anybody?\n");
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void proxy(DriverKind kind) throws Exception {
    try (var target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread echo = Thread.ofVirtual().start(() -> serve(target));
      everywhere(
          kind,
          4,
          (program, stream) ->
              program.call(
                  "Proxy",
                  "forward",
                  stream,
                  program.make("Proxy$Target", "127.0.0.1", target.getLocalPort())),
          client -> {
            client.send("there and back");
            client.receive(14);
            client.send("again");
            client.receive(5);
          });
      target.close();
      echo.join();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void probeOfThePortScan(DriverKind kind) throws Exception {
    try (var open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(open.getInetAddress(), open.getLocalPort());
      var taken = new AtomicReference<Permit>();
      everywhere(
          kind,
          1,
          (program, stream) -> {
            var permits = new Semaphore(1);
            taken.set(permits.tryAcquire().orElseThrow());
            return program.call("PortScan", "probe", permits, address);
          },
          client -> taken.get().close());
    }
  }

  /// How often it waits is chance: for the look-up, and for each port.
  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void portScan(DriverKind kind) throws Exception {
    try (var open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = open.getLocalPort();
      for (int i = 0; i < 5; i++) {
        everywhere(
            kind,
            0,
            (program, stream) -> program.call("PortScan", "scan", "localhost", port, port + 1),
            client -> {});
      }
    }
  }

  /// Echoes one connection after the other, until the listener is closed.
  private static void serve(ServerSocket listener) {
    while (true) {
      try (Socket socket = listener.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  // ---- the harness ----

  /// Makes the future under test, for one connection.
  private interface Handler {
    Future<?> handle(Program program, TcpStream stream) throws Exception;
  }

  /// What the other end of the connection does.
  private interface Script {
    void run(Client client) throws Exception;
  }

  private static void everywhere(DriverKind kind, int atLeast, Handler handler, Script script)
      throws Exception {
    List<Driver> drivers = new CopyOnWriteArrayList<>();
    try (var program = new Program();
        var runtime =
            AsyncRuntime.builder()
                .workerThreads(2)
                .drivers(() -> {
                  Driver driver = Drivers.open(kind);
                  drivers.add(driver);
                  return driver;
                })
                .build();
        var listener = runtime.blockOn(TcpListener.bind("127.0.0.1", 0))) {
      var round = new Round(runtime, drivers, listener, program, handler, script);
      round.run(MOST); // to the end: what is opened once, is open now
      int descriptors = descriptors();
      int n = 1;
      while (round.run(n)) {
        // Not more: the first round's other end may have been open still when they were counted.
        awaitTrue(() -> descriptors() <= descriptors, "descriptors, dropped at " + n);
        n++;
      }
      assertThat(n - 1).as("suspensions").isBetween(atLeast, MOST - 1);
    }
  }

  private record Round(
      AsyncRuntime runtime,
      List<Driver> drivers,
      TcpListener listener,
      Program program,
      Handler handler,
      Script script) {

    /// @return whether it was dropped, rather than through before
    boolean run(int n) throws Exception {
      try (var client = new Client(listener.localAddress())) {
        TcpStream stream = runtime.blockOn(listener.accept());
        stream.option(StandardSocketOptions.SO_SNDBUF, BUFFER);
        Program of = program;
        Handler made = handler;
        var future = new DropAt<>(using(stream, s -> await(discard(made.handle(of, s)))), n);
        client.peer = future;
        runtime.spawn(future);
        future.awaitWait(); // the script begins when it waits
        script.run(client);
        client.end();
        future.awaitEnd();
        awaitTrue(() -> runtime.metrics().liveTasks() == 0, "live tasks, dropped at " + n);
        assertThat(stream.isOpen()).isFalse();
        awaitTrue(
            () -> future.wheels.stream().allMatch(w -> w.nextDeadline() == Long.MAX_VALUE),
            "timers, dropped at " + n);
        awaitTrue(
            () -> drivers.stream().mapToInt(Driver::registered).sum() <= 1, // the listener
            "registered sockets, dropped at " + n);
        return future.wasDropped();
      }
    }

    private static Future<Void> discard(Future<?> future) {
      return future.map(value -> null);
    }
  }

  private static void awaitTrue(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as(what).isNegative();
      LockSupport.parkNanos(100_000);
    }
  }

  private static int descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return (int) open.filter(DropEverywhereIT::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /// The other end of the connection. Its steps wait until the future waits; after the future's end
  /// they do nothing.
  private static final class Client implements AutoCloseable {
    private final Socket socket = new Socket();
    private DropAt<?> peer;

    Client(InetSocketAddress server) throws IOException {
      socket.setReceiveBufferSize(BUFFER);
      socket.setSoTimeout(20_000);
      socket.connect(server);
    }

    /// Sends, and lets the future go on until it waits again.
    void send(String text) throws InterruptedException {
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        peer.awaitWait();
      } catch (IOException e) {
        // dropped meanwhile
      }
    }

    void receive(int bytes) {
      try {
        socket.getInputStream().readNBytes(bytes);
      } catch (IOException e) {
        // dropped meanwhile
      }
    }

    /// Says no more, and reads what comes until the end.
    void end() {
      try {
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // dropped meanwhile
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /// The programs, as a class loader sees them.
  private static final class Program implements AutoCloseable {
    private final URLClassLoader loader;

    Program() throws IOException {
      loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    }

    /// Makes an object of a class that the program declares.
    Object make(String name, Object... arguments) throws Exception {
      var constructor = loader.loadClass(name).getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    }

    /// Calls a method of the program, on a program of its own.
    Future<?> call(String name, String method, Object... arguments) throws Exception {
      Object program = make(name);
      for (var declared : program.getClass().getDeclaredMethods()) {
        if (declared.getName().equals(method)) {
          setRoot(program);
          declared.setAccessible(true);
          return (Future<?>) declared.invoke(program, arguments);
        }
      }
      throw new NoSuchMethodException(name + "." + method);
    }

    /// The folder that the web server serves.
    private static void setRoot(Object program) throws IllegalAccessException, IOException {
      for (var field : program.getClass().getDeclaredFields()) {
        if (field.getName().equals("root")) {
          field.setAccessible(true);
          field.set(program, site.toRealPath());
        }
      }
    }

    @Override
    public void close() throws IOException {
      loader.close();
    }
  }
}
