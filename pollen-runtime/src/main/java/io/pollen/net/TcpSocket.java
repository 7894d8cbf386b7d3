package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.DriverSocket;
import io.pollen.runtime.driver.TcpOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A TCP socket in the making: options that must be set before it connects or listens. It opens
/// nothing by itself; each [#connect] or [#listen] opens a socket of its own, with the options as
/// they are then.
///
/// ```java
/// var stream = await(TcpSocket.create().noDelay(true).receiveBuffer(1 << 20).connect(host, port));
/// var listener = await(TcpSocket.create().reusePort(true).backlog(4096).listen(address));
/// ```
///
/// For one thread.
public final class TcpSocket {
  /// How many connections may wait for an accept unless another number is asked for. The system has
  /// a limit of its own (on Linux `net.core.somaxconn`).
  public static final int DEFAULT_BACKLOG = 1024;

  /// The most that Linux takes (`MAX_TCP_KEEPCNT`).
  private static final int MOST_PROBES = 127;

  /// An option and its value.
  record Setting<T>(SocketOption<T> option, T value) {
    void apply(DriverSocket socket) throws IOException {
      socket.option(option, value);
    }
  }

  private final List<Setting<?>> settings = new ArrayList<>();
  private @Nullable InetSocketAddress local;
  private int backlog = DEFAULT_BACKLOG;

  private TcpSocket() {}

  /// A socket with the system's options.
  public static TcpSocket create() {
    return new TcpSocket();
  }

  /// Sets any option before the socket connects or listens; the last value of an option counts.
  public <T> TcpSocket option(SocketOption<T> option, T value) {
    settings.add(new Setting<>(Objects.requireNonNull(option), Objects.requireNonNull(value)));
    return this;
  }

  /// Whether small writes go out at once (`TCP_NODELAY`).
  public TcpSocket noDelay(boolean on) {
    return option(StandardSocketOptions.TCP_NODELAY, on);
  }

  /// Whether the system probes an idle peer (`SO_KEEPALIVE`).
  public TcpSocket keepAlive(boolean on) {
    return option(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  /// Has the system probe an idle peer and give it up when it does not answer; see
  /// [TcpStream#keepAlive(Duration, Duration, int)]. Accepted streams inherit the listener's.
  public TcpSocket keepAlive(Duration idle, Duration interval, int probes) {
    settings.addAll(probing(idle, interval, probes));
    return this;
  }

  private static boolean isProbing(Duration time) {
    return time.toSeconds() >= 1 && time.toSeconds() <= Short.MAX_VALUE;
  }

  static List<Setting<?>> probing(Duration idle, Duration interval, int probes) {
    if (!isProbing(idle) || !isProbing(interval) || probes < 1 || probes > MOST_PROBES) {
      throw new IllegalArgumentException(
          "probes after %s, every %s, %d of them: times are 1 to 32,767 seconds, and 1 to 127 probes"
              .formatted(idle, interval, probes));
    }
    return List.of(
        new Setting<>(TcpOptions.KEEP_IDLE, Math.toIntExact(idle.toSeconds())),
        new Setting<>(TcpOptions.KEEP_INTERVAL, Math.toIntExact(interval.toSeconds())),
        new Setting<>(TcpOptions.KEEP_COUNT, probes),
        new Setting<>(StandardSocketOptions.SO_KEEPALIVE, true));
  }

  /// How long bytes that were sent may go without an acknowledgement before the connection is given
  /// up; see [TcpStream#userTimeout]. Accepted streams inherit the listener's.
  public TcpSocket userTimeout(Duration time) {
    return option(TcpOptions.USER_TIMEOUT, userTimeoutMillis(time));
  }

  static int userTimeoutMillis(Duration time) {
    if (!time.isZero() && (time.toSeconds() > Integer.MAX_VALUE / 1000 || time.toMillis() < 1)) {
      throw new IllegalArgumentException(
          "a limit of %s: it is zero (the system's) or 1 ms to 24 days".formatted(time));
    }
    return (int) time.toMillis();
  }

  /// The network device by which alone packets come and go, for example `eth0` (`SO_BINDTODEVICE`).
  /// Not on the NIO driver.
  public TcpSocket bindDevice(String name) {
    return option(TcpOptions.BIND_TO_DEVICE, name);
  }

  /// Whether a port whose last connections are still winding down may be bound (`SO_REUSEADDR`). On
  /// for listeners unless switched off.
  public TcpSocket reuseAddress(boolean on) {
    return option(StandardSocketOptions.SO_REUSEADDR, on);
  }

  /// Whether several listeners may share one port (`SO_REUSEPORT`).
  public TcpSocket reusePort(boolean on) {
    return option(StandardSocketOptions.SO_REUSEPORT, on);
  }

  /// The size of the system's send buffer (`SO_SNDBUF`).
  public TcpSocket sendBuffer(int bytes) {
    return option(StandardSocketOptions.SO_SNDBUF, bytes);
  }

  /// The size of the system's receive buffer (`SO_RCVBUF`). Accepted streams inherit the
  /// listener's.
  public TcpSocket receiveBuffer(int bytes) {
    return option(StandardSocketOptions.SO_RCVBUF, bytes);
  }

  /// The address to connect from.
  public TcpSocket bind(InetSocketAddress address) {
    local = Objects.requireNonNull(address, "address");
    return this;
  }

  /// How many connections may wait for an accept.
  public TcpSocket backlog(int connections) {
    if (connections < 1) {
      throw new IllegalArgumentException("a backlog of " + connections);
    }
    backlog = connections;
    return this;
  }

  /// Connects. See [TcpStream#connect(String, int)].
  public Future<TcpStream> connect(String host, int port) {
    return connect(new Resolve(host, port));
  }

  /// Connects. See [TcpStream#connect(InetSocketAddress)].
  public Future<TcpStream> connect(InetSocketAddress remote) {
    return connect(new Resolve(remote));
  }

  private Future<TcpStream> connect(Resolve target) {
    List<Setting<?>> options = List.copyOf(settings);
    InetSocketAddress from = local;
    return target.known() != null
        ? new Connect(target, options, from)
        : new HappyEyeballs(
            target,
            target.lookup().map(target::addresses),
            one -> new Connect(new Resolve(one), options, from));
  }

  /// Listens. See [TcpListener#bind(String, int)].
  public Future<TcpListener> listen(String host, int port) {
    return new Listen(new Resolve(host, port), List.copyOf(settings), backlog);
  }

  /// Listens. See [TcpListener#bind(InetSocketAddress)].
  public Future<TcpListener> listen(InetSocketAddress address) {
    return new Listen(new Resolve(address), List.copyOf(settings), backlog);
  }

  static StandardProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  static Driver driver(Context cx) {
    Driver driver = cx.find(Driver.class);
    if (driver == null) {
      throw new IllegalStateException(
          "a socket needs a Pollen runtime: await it inside AsyncRuntime.blockOn or Pollen.run");
    }
    return driver;
  }
}
