package io.pollen.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.codec.BytesCodec;
import io.pollen.codec.FramedDatagrams;
import io.pollen.conformance.FutureLaws;
import io.pollen.conformance.ManualContext;
import io.pollen.conformance.Serving;
import io.pollen.conformance.Subject;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.Drivers;
import io.pollen.runtime.driver.Interest;
import io.pollen.runtime.sys.EventFdCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The laws of polling and dropping, for every future of this package that waits. The other side is
/// a plain channel.
class NetLawsIT {
  private static final long GRACE_NANOS = 5_000_000;

  /// The system's buffers have a fixed size: it would make room later, by itself.
  private static final int BUFFER = 16 * 1024;

  /// Of GRACE_NANOS each: together longer than an acknowledgement is delayed.
  private static final int QUIET_LOOKS = 45;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> lawsOnEpoll() {
    return Stream.concat(lawsOnLinux(DriverKind.EPOLL), FutureLaws.check(ready()));
  }

  @TestFactory
  Stream<DynamicContainer> lawsOnRing() {
    return lawsOnLinux(DriverKind.URING);
  }

  private Stream<DynamicContainer> lawsOnLinux(DriverKind kind) {
    return Stream.concat(FutureLaws.check(connect(kind)), lawsOn(kind));
  }

  /// Connecting is not among them: a connect over loopback is Ready with the second poll.
  @TestFactory
  Stream<DynamicContainer> lawsOnNio() {
    return lawsOn(DriverKind.NIO);
  }

  private Stream<DynamicContainer> lawsOn(DriverKind kind) {
    return FutureLaws.check(
        accept(kind),
        read(kind),
        write(kind),
        readyForBoth(kind),
        datagram(kind, "receive", socket -> socket.recv(ByteBuffer.allocate(4))),
        datagram(kind, "receive many", socket -> socket.recvMany(DatagramBatch.of(2, 4))),
        datagram(kind, "a datagram is readable", UdpSocket::readable),
        datagram(
            kind, "receive a frame", socket -> FramedDatagrams.of(socket, new BytesCodec()).next()),
        readPipe(kind));
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void anOperationCostsOneUnitOfTheBudgetAndOneThatWaitsNone(DriverKind kind) throws Exception {
    Site site = new Site(kind);
    SocketChannel peer = site.plainClient();
    TcpStream stream = site.get(site.listener.accept());
    ManualContext cx = ManualContext.of(Waker.noop()).budget(2);
    Future<Integer> read = stream.read(ByteBuffer.allocate(1));
    assertThat(read.poll(site.serving(cx)).isReady()).isFalse();
    assertThat(cx.remainingBudget()).isEqualTo(2);
    site.write(peer);
    site.look();
    assertThat(read.poll(site.serving(cx)).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isEqualTo(1);
    Future<Integer> write = stream.write(ByteBuffer.allocate(1));
    assertThat(write.poll(site.serving(cx)).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isZero();
    Future<Integer> late = stream.write(ByteBuffer.allocate(1));
    assertThat(late.poll(site.serving(cx)).isReady()).isFalse();
    late.drop();
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "URING", "NIO"})
  void aDatagramCostsOneUnitOfTheBudgetAndAWaitForOneNone(DriverKind kind) throws Exception {
    Site site = new Site(kind);
    UdpSocket socket = site.get(UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0)));
    ManualContext cx = ManualContext.of(Waker.noop()).budget(2);
    Future<Integer> receive = socket.recv(ByteBuffer.allocate(1));
    assertThat(receive.poll(site.serving(cx)).isReady()).isFalse();
    assertThat(cx.remainingBudget()).isEqualTo(2);
    site.send(socket);
    site.look();
    assertThat(receive.poll(site.serving(cx)).isReady()).isTrue();
    assertThat(cx.remainingBudget()).isEqualTo(1);
    Future<Integer> send = socket.sendTo(ByteBuffer.allocate(1), socket.localAddress());
    assertThat(send.poll(site.serving(cx)).isReady()).isTrue();
    Future<Integer> late = socket.recv(ByteBuffer.allocate(1));
    assertThat(late.poll(site.serving(cx)).isReady()).as("the budget is spent").isFalse();
    cx.budget(1);
    assertThat(late.poll(site.serving(cx)).isReady()).isTrue();
  }

  private Subject accept(DriverKind kind) {
    return Subject.leaf(
        "accept",
        () -> {
          Site site = new Site(kind);
          return Subject.leafCase(
              site.polled(site.listener.accept()),
              () -> {
                site.plainClient();
                site.look();
              });
        });
  }

  private Subject connect(DriverKind kind) {
    return Subject.leaf(
        "connect",
        () -> {
          Site site = new Site(kind);
          return Subject.leafCase(site.polled(TcpStream.connect(site.address())), site::look);
        });
  }

  private Subject read(DriverKind kind) {
    return Subject.leaf(
        "read",
        () -> {
          Site site = new Site(kind);
          SocketChannel peer = site.plainClient();
          TcpStream stream = site.get(site.listener.accept());
          return Subject.leafCase(
              site.polled(stream.read(ByteBuffer.allocate(4))),
              () -> {
                site.write(peer);
                site.look();
              });
        });
  }

  private Subject write(DriverKind kind) {
    return Subject.leaf(
        "write",
        () -> {
          Site site = new Site(kind);
          SocketChannel peer = site.plainClient();
          TcpStream stream = site.get(site.listener.accept());
          site.fill(stream);
          return Subject.leafCase(
              site.polled(stream.write(ByteBuffer.allocate(1))), () -> site.drain(peer));
        });
  }

  private Subject readyForBoth(DriverKind kind) {
    return Subject.leaf(
        "ready for reading or writing",
        () -> {
          Site site = new Site(kind);
          SocketChannel peer = site.plainClient();
          TcpStream stream = site.get(site.listener.accept());
          site.fill(stream);
          site.settle(stream);
          return Subject.leafCase(
              site.polled(stream.ready()),
              () -> {
                site.write(peer);
                site.look();
              });
        });
  }

  private <T> Subject datagram(
      DriverKind kind, String what, Function<UdpSocket, Future<T>> operation) {
    return Subject.leaf(
        what,
        () -> {
          Site site = new Site(kind);
          UdpSocket socket = site.get(UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0)));
          return Subject.leafCase(
              site.polled(operation.apply(socket)),
              () -> {
                site.send(socket);
                site.look();
              });
        });
  }

  private Subject readPipe(DriverKind kind) {
    return Subject.leaf(
        "read a pipe",
        () -> {
          Site site = new Site(kind);
          Pipes.Ends ends = site.get(Pipes.open());
          open.add(ends.reader());
          open.add(ends.writer());
          return Subject.leafCase(
              site.polled(ends.reader().read(ByteBuffer.allocate(4))),
              () -> {
                site.get(ends.writer().write(ByteBuffer.allocate(1)));
                site.look();
              });
        });
  }

  private Subject ready() {
    return Subject.leaf(
        "readable",
        () -> {
          Site site = new Site(DriverKind.EPOLL);
          int counter = EventFdCalls.create();
          AsyncFd watched = site.get(AsyncFd.owning(counter, Interest.READABLE));
          return Subject.leafCase(
              site.polled(watched.readable()),
              () -> {
                EventFdCalls.signal(counter);
                site.look();
              });
        });
  }

  /// A driver, a listener, and whoever connects to it.
  private final class Site {
    private final Driver driver;
    private final TcpListener listener;

    Site(DriverKind kind) {
      driver = Drivers.open(kind);
      open.add(driver);
      listener = get(TcpListener.bind(new InetSocketAddress("127.0.0.1", 0)));
      open.add(listener);
    }

    InetSocketAddress address() {
      try {
        return listener.localAddress();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    SocketChannel plainClient() {
      try {
        SocketChannel client = SocketChannel.open();
        open.add(client);
        client.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
        client.connect(address());
        return client;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void write(SocketChannel peer) {
      try {
        peer.write(ByteBuffer.allocate(1));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void send(UdpSocket to) {
      try (DatagramChannel peer = DatagramChannel.open()) {
        peer.send(ByteBuffer.allocate(1), to.localAddress());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /// Until no event has come for a while.
    void look() {
      while (driver.poll(GRACE_NANOS) > 0) {}
    }

    /// Until nothing fits for a while: what the peer's system acknowledges makes room later, and it
    /// may delay that by up to 200 ms.
    void fill(TcpStream stream) {
      try {
        stream.option(StandardSocketOptions.SO_SNDBUF, BUFFER);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      int quiet = 0;
      while (quiet < QUIET_LOOKS) {
        Future<Integer> write = stream.write(ByteBuffer.allocateDirect(4 * BUFFER));
        if (poll(write).isReady()) {
          quiet = 0;
        } else {
          write.drop();
          quiet++;
          look();
        }
      }
    }

    /// It may be ready once too often: until it knows that it is not.
    void settle(TcpStream stream) {
      try {
        for (int quiet = 0; quiet < QUIET_LOOKS; quiet++) {
          Future<?> ready = stream.ready();
          if (poll(ready).isReady()) {
            quiet = 0;
            if (stream.tryRead(ByteBuffer.allocate(1)).isPresent()) {
              throw new IllegalStateException("there was something to read");
            }
            while (stream.tryWrite(ByteBuffer.allocateDirect(4 * BUFFER)).isPresent()) {}
          }
          ready.drop();
          look();
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void drain(SocketChannel peer) {
      try {
        peer.configureBlocking(false);
        ByteBuffer sink = ByteBuffer.allocateDirect(1 << 20);
        int quiet = 0;
        while (quiet < 3) {
          quiet = peer.read(sink.clear()) > 0 ? 0 : quiet + 1;
          look();
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    <T> T get(Future<T> future) {
      while (true) {
        if (poll(future) instanceof Poll.Ready<T>(T value)) {
          if (value instanceof AutoCloseable resource) {
            open.add(resource);
          }
          return value;
        }
        look();
      }
    }

    private <T> Poll<T> poll(Future<T> future) {
      try {
        return future.poll(serving(ManualContext.of(Waker.noop())));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    Context serving(Context cx) {
      return new Serving(cx, this::service);
    }

    private <S> S service(Class<S> service) {
      return service == Driver.class ? service.cast(driver) : null;
    }

    <T> Future<T> polled(Future<T> future) {
      return new WithDriver<>(this, future, open);
    }
  }

  /// Hands the kit's contexts on with the driver added, and remembers what is to be closed.
  private record WithDriver<T>(Site site, Future<T> future, List<AutoCloseable> open)
      implements Future<T> {
    @Override
    public Poll<T> poll(Context cx) throws Exception {
      Poll<T> poll = future.poll(site.serving(cx));
      if (poll instanceof Poll.Ready<T>(T value) && value instanceof AutoCloseable resource) {
        open.add(resource);
      }
      return poll;
    }

    @Override
    public void drop() {
      future.drop();
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
      return future.pollCancel(site.serving(cx));
    }
  }
}
