package io.pollen.net;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.time.Time.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.driver.SystemCallFilter;
import io.pollen.runtime.sys.Errno;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kernel has no memory for what is to be sent: a filter of system calls refuses, to a child,
/// each write of one length (and each of several buffers of one number), and no other.
///
/// Small writes on io_uring are no system calls of their own, and no filter sees them: there the
/// length is beyond what goes that way.
@EnabledOnOs(OS.LINUX)
class SendRefusedIT {
  private static final int REFUSED = 4_242;
  private static final int BUFFERS = 7;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({
    "EPOLL, " + Errno.ENOBUFS + ", no buffer space",
    "URING, " + Errno.ENOBUFS + ", no buffer space",
    "NIO, " + Errno.ENOBUFS + ", no buffer space",
    "EPOLL, " + Errno.ENOMEM + ", out of memory",
    "NIO, " + Errno.ENOMEM + ", cannot allocate memory"
  })
  void theWriteSaysSoNothingIsLeftAndTheSocketGoesOn(DriverKind kind, int errno, String says)
      throws Exception {
    String rules = "sendto=%d,write=%d,writev=%d".formatted(REFUSED, REFUSED, BUFFERS);
    Process child = SystemCallFilter.start(errno, rules, Child.class, kind.name(), says);
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains("all of it went on");
  }

  static final class Child {
    private Child() {}

    private static String says;

    public static void main(String[] arguments) throws Exception {
      DriverKind kind = DriverKind.valueOf(arguments[0]);
      says = arguments[1];
      once(kind); // the JVM opens what it needs
      int before = SocketTest.descriptors();
      once(kind);
      if (SocketTest.descriptors() != before) {
        throw new IllegalStateException(
            "descriptors: " + before + ", then " + SocketTest.descriptors());
      }
      System.out.println("all of it went on");
      System.exit(0);
    }

    private static void once(DriverKind kind) throws Exception {
      try (AsyncRuntime runtime =
          AsyncRuntime.builder().currentThread().drivers(() -> Drivers.open(kind)).build()) {
        runtime.blockOn(timeout(LIMIT, tcp(runtime)));
        runtime.blockOn(timeout(LIMIT, unix()));
        runtime.blockOn(timeout(LIMIT, udp()));
        runtime.blockOn(
            async(() -> {
              if (runtime.metrics().liveTasks() > 1) {
                throw new IllegalStateException("tasks are left: " + runtime.metrics().liveTasks());
              }
            }));
      }
    }

    private static ByteBuffer[] many() {
      ByteBuffer[] many = new ByteBuffer[BUFFERS];
      for (int i = 0; i < BUFFERS; i++) {
        many[i] = ByteBuffer.allocateDirect(5_000);
      }
      return many;
    }

    private static <T> Future<Void> refused(Supplier<Future<T>> write) {
      return async(() -> {
        try {
          await(write.get());
        } catch (IOException e) {
          if (!String.valueOf(e.getMessage()).toLowerCase().contains(says)) {
            throw new IllegalStateException("it does not say what it is", e);
          }
          return;
        }
        throw new IllegalStateException("it was not refused");
      });
    }

    /// After all that is refused a write is done, and brings its own bytes only.
    private static Future<Void> goOn(SocketStream from, SocketStream to) {
      return async(() -> {
        ByteBuffer bytes = ByteBuffer.allocate(REFUSED);
        await(refused(() -> from.write(bytes)));
        await(refused(() -> from.writeAll(bytes)));
        await(refused(() -> from.write(many())));
        await(refused(() -> from.writeAll(many())));
        if (bytes.position() != 0) {
          throw new IllegalStateException(bytes + " has been taken");
        }
        await(from.writeAll(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        await(from.shutdownOutput());
        ByteBuffer came = ByteBuffer.allocate(10);
        while (await(to.read(came)) >= 0) {
          // until the end
        }
        if (!came.flip().equals(ByteBuffer.wrap(new byte[] {1, 2, 3}))) {
          throw new IllegalStateException("other bytes came: " + came);
        }
      });
    }

    private static Future<Void> tcp(AsyncRuntime runtime) {
      return async(() -> {
        try (TcpListener listener = await(TcpListener.bind("127.0.0.1", 0))) {
          try (TcpStream client = await(TcpStream.connect(listener.localAddress()));
              TcpStream server = await(listener.accept())) {
            await(goOn(client, server));
          }
          // A server that answers by what is refused loses that connection, and serves the next.
          var serving = runtime.spawn(serve(listener));
          try (TcpStream client = await(TcpStream.connect(listener.localAddress()))) {
            await(client.writeAll(ByteBuffer.allocate(REFUSED / 2)));
            await(client.writeAll(ByteBuffer.allocate(REFUSED / 2)));
            try {
              if (await(client.read(ByteBuffer.allocate(1))) >= 0) {
                throw new IllegalStateException("an answer came");
              }
            } catch (IOException e) {
              // reset
            }
          }
          try (TcpStream client = await(TcpStream.connect(listener.localAddress()))) {
            await(client.writeAll(ByteBuffer.allocate(10)));
            await(client.shutdownOutput());
            await(client.readExactly(ByteBuffer.allocate(10)));
          }
          await(serving);
        }
      });
    }

    /// Two connections: reads up to so many bytes, and sends as many back.
    private static Future<Void> serve(TcpListener listener) {
      return async(() -> {
        for (int i = 0; i < 2; i++) {
          try (TcpStream stream = await(listener.accept())) {
            ByteBuffer all = ByteBuffer.allocate(REFUSED);
            while (all.hasRemaining() && await(stream.read(all)) >= 0) {
              // more
            }
            await(stream.writeAll(all.flip()));
          } catch (IOException e) {
            if (i > 0) {
              throw e;
            }
          }
        }
      });
    }

    private static Future<Void> unix() {
      return async(() -> {
        UnixStream.Pair pair = await(UnixStream.pair());
        try (UnixStream left = pair.left();
            UnixStream right = pair.right()) {
          await(goOn(left, right));
        }
      });
    }

    private static Future<Void> udp() {
      return async(() -> {
        try (UdpSocket one = await(UdpSocket.bind("127.0.0.1", 0));
            UdpSocket other = await(UdpSocket.bind("127.0.0.1", 0))) {
          InetSocketAddress to = other.localAddress();
          await(refused(() -> one.sendTo(ByteBuffer.allocate(REFUSED), to)));
          await(one.connect(to));
          await(refused(() -> one.send(ByteBuffer.allocate(REFUSED))));
          await(one.send(ByteBuffer.allocate(5)));
          int count = await(other.recv(ByteBuffer.allocate(REFUSED)));
          if (count != 5) {
            throw new IllegalStateException("another datagram came, of " + count + " bytes");
          }
        }
      });
    }
  }
}
