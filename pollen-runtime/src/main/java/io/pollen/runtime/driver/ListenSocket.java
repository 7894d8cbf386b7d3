package io.pollen.runtime.driver;

import io.pollen.Context;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A listening socket at the level of its operations. One task at a time accepts.
public interface ListenSocket extends DriverSocket {

  /// Binds to `local` (port 0: any free port) and starts to listen.
  ///
  /// @throws java.net.BindException when the address cannot be had; its message says what to do
  void listen(SocketAddress local, int backlog) throws IOException;

  /// Takes one connection, or answers null with the context's waker stored. No connection is in
  /// flight in between.
  ///
  /// @throws NoDescriptorException when there is no descriptor for it: the connection stays in the
  ///   backlog, and the next call tries again at once
  @Nullable StreamSocket pollAccept(Context cx) throws IOException;

  /// Releases the waker of an accept that its owner gave up.
  void forgetAcceptor();
}
