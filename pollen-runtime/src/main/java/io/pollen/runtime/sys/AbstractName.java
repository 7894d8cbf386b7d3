package io.pollen.runtime.sys;

import java.net.SocketAddress;
import java.util.Objects;

/// The name of a Unix socket in Linux's abstract namespace: it is no file, and is gone with its
/// socket. `UnixDomainSocketAddress` cannot express it. Plain data: it binds no function.
public final class AbstractName extends SocketAddress {
  private static final long serialVersionUID = 1L;

  private final String name;

  /// @param name without the leading NUL byte; in UTF-8 at most 107 bytes
  public AbstractName(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /// The name without the leading NUL byte.
  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AbstractName that && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// As `ss` and `/proc/net/unix` show it.
  @Override
  public String toString() {
    return "@" + name;
  }
}
