package io.pollen.bench.load;

import io.pollen.bench.micro.Library;
import java.util.List;
import java.util.Set;

/// What a JVM's server is made of.
enum Backend {
  /// Pollen as it comes.
  POLLEN(Library.POLLEN.title(), "", "", Set.of(Service.values())),
  /// Pollen on io_uring.
  POLLEN_URING(Library.POLLEN.title(), "uring", "uring", Set.of(Service.values())),
  /// A local runtime for each worker instead of one with stealing.
  POLLEN_LOCAL(Library.POLLEN.title(), "local", "", Set.of(Service.ECHO, Service.HTTP)),
  /// The same with a ring each.
  POLLEN_LOCAL_URING(
      Library.POLLEN.title(), "local_uring", "uring", Set.of(Service.ECHO, Service.HTTP)),
  /// Pollen that receives and sends datagrams in batches.
  POLLEN_BATCH(Library.POLLEN.title(), "batch", "", Set.of(Service.UDP)),
  /// The JDK's virtual threads, with its blocking sockets.
  VIRTUAL(Library.VIRTUAL.title(), Set.of(Service.ECHO, Service.TLS, Service.HTTP)),
  /// The same with a thread of the system for each connection.
  POOL(Library.POOL.title(), Set.of(Service.ECHO, Service.HTTP)),
  /// Netty's epoll transport.
  NETTY(Library.NETTY.title(), Set.of(Service.values())),
  /// Netty's io_uring transport.
  NETTY_URING(Library.NETTY.title() + " io_uring", Set.of(Service.ECHO, Service.TLS, Service.HTTP)),
  /// Vert.x on Netty's epoll transport, with its own HTTP.
  VERTX("Vert.x 5.0", Set.of(Service.HTTP)),
  /// Helidon SE, virtual threads with its own HTTP.
  HELIDON("Helidon 4.5", Set.of(Service.HTTP));

  /// The threads that [#POOL] has.
  static final int POOL_THREADS = 2048;

  private final String title;
  private final String variant;
  private final String driver;
  private final Set<Service> services;

  Backend(String title, String variant, String driver, Set<Service> services) {
    this.title = title;
    this.variant = variant;
    this.driver = driver;
    this.services = services;
  }

  Backend(String title, Set<Service> services) {
    this(title, "", "", services);
  }

  /// Its name in the reports.
  String title() {
    return title;
  }

  /// What is appended to the name of the rows of this Pollen; empty for the one that peers are
  /// compared with, and for all that is not Pollen.
  String variant() {
    return variant;
  }

  /// Whether it has servers of that kind.
  boolean has(Service service) {
    return services.contains(service);
  }

  /// The JVM's flags that make it so.
  List<String> flags() {
    return driver.isEmpty() ? List.of() : List.of("-Dpollen.driver=" + driver);
  }
}
