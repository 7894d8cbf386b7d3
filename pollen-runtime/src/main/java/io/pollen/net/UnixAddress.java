package io.pollen.net;

import io.pollen.runtime.sys.AbstractName;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// The address of a Unix socket: a path, an abstract name, or none at all.
public final class UnixAddress extends SocketAddress {
  private static final long serialVersionUID = 1L;

  private final SocketAddress address;

  private UnixAddress(SocketAddress address) {
    this.address = address;
  }

  /// A path in the file system. The system has a limit for it, 107 bytes on Linux.
  public static UnixAddress of(Path path) {
    return new UnixAddress(UnixDomainSocketAddress.of(path));
  }

  /// A path in the file system.
  public static UnixAddress of(String path) {
    return new UnixAddress(UnixDomainSocketAddress.of(path));
  }

  /// A name in Linux's abstract namespace: no file, no permissions, gone with its socket. Epoll
  /// driver only; the NIO driver refuses it with an `UnsupportedOperationException` when it is
  /// used.
  ///
  /// @param name in UTF-8 at most 107 bytes
  public static UnixAddress ofAbstract(String name) {
    return new UnixAddress(new AbstractName(name));
  }

  static UnixAddress from(SocketAddress address) {
    return new UnixAddress(address);
  }

  SocketAddress address() {
    return address;
  }

  /// The path, if it is one.
  public Optional<Path> path() {
    return address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty()
        ? Optional.of(unix.getPath())
        : Optional.empty();
  }

  /// The abstract name, if it is one.
  public Optional<String> abstractName() {
    return address instanceof AbstractName named ? Optional.of(named.name()) : Optional.empty();
  }

  /// Whether the socket has no address, as one that connects without having been bound.
  public boolean isUnnamed() {
    return path().isEmpty() && abstractName().isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnixAddress that && that.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  /// The path, `@` and the abstract name, or `(unnamed)`.
  @Override
  public String toString() {
    return isUnnamed() ? "(unnamed)" : address.toString();
  }
}
