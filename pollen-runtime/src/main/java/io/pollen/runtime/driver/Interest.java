package io.pollen.runtime.driver;

/// What can be waited for on a descriptor.
public enum Interest {
  /// A read makes progress: there are bytes, or the end.
  READABLE,
  /// A write makes progress: there is room, or the other side has gone.
  WRITABLE,
  /// Something out of the ordinary: urgent data of TCP, a state change of a terminal or a GPIO
  /// line.
  PRIORITY
}
