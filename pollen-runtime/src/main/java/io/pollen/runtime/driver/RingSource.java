package io.pollen.runtime.driver;

/// One request of a ring for a socket, made again and again. It belongs to the kernel until its
/// last completion; nothing of the program's is lent to it meanwhile.
///
/// | request  | set by                          | meaning                                          |
/// |----------|---------------------------------|--------------------------------------------------|
/// | IDLE     | at first; the last completion   | none: the socket may be asked directly           |
/// | ARMED    | whoever waits or writes, from   | one is in flight                                 |
/// |          | IDLE, under the gate            |                                                  |
/// | STOPPING | a completion of a multishot     | one is in flight and was asked to end: too much  |
/// |          | request                         | has arrived that nobody has taken                |
///
/// While one is in flight only the polling thread stores it, so plain stores will do.
///
/// The last completion stores what it brings, then IDLE, then takes the waker; who waits stores its
/// waker, then looks at the request. So one of them sees the other, and whoever sees IDLE *before*
/// it looks at what has arrived has seen all of it.
abstract class RingSource extends RingRequest {
  private static final int IDLE = 0;
  private static final int ARMED = 1;
  private static final int STOPPING = 2;

  final EpollSocket socket;

  // --- every thread ---
  private volatile int request;

  RingSource(EpollSocket socket) {
    this.socket = socket;
  }

  final boolean isIdle() {
    return request == IDLE;
  }

  /// A request is about to be written.
  final void begins() {
    request = ARMED;
  }

  /// None is in flight any more.
  final void idles() {
    request = IDLE;
  }

  /// @return whether one is in flight: ask it to end
  final boolean stops() {
    if (request == IDLE) {
      return false;
    }
    request = STOPPING;
    return true;
  }

  @Override
  final void close() {
    socket.close();
  }
}
