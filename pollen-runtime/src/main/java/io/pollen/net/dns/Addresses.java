package io.pollen.net.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Addresses as the JDK's resolver makes them: with the name that was asked for, so that nobody who
/// prints one has it looked up, blocking.
final class Addresses {
  private Addresses() {}

  /// @param bytes 4 or 16
  static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(bytes.length + " bytes are no address", e);
    }
  }

  static InetAddress named(String host, InetAddress address) {
    try {
      return address instanceof Inet6Address six && six.getScopeId() != 0
          ? Inet6Address.getByAddress(host, six.getAddress(), six.getScopeId())
          : InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " is no address", e);
    }
  }
}
