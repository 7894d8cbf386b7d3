package io.pollen.runtime.driver;

import io.pollen.Context;
import io.pollen.runtime.sys.EpollCalls;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A foreign descriptor on epoll. It is registered from the start, so that what cannot be watched
/// is refused at once, and not ready before its first edge, which tells the present state.
final class EpollWatch implements Watch {
  private final EpollSocket descriptor;

  private EpollWatch(EpollSocket descriptor) {
    this.descriptor = descriptor;
  }

  static EpollWatch of(Context cx, int fd, Set<Interest> interests, boolean owned)
      throws IOException {
    int events = EpollCalls.EPOLLET;
    for (Interest interest : interests) {
      events |=
          switch (interest) {
            case READABLE -> EpollCalls.EPOLLIN | EpollCalls.EPOLLRDHUP;
            case WRITABLE -> EpollCalls.EPOLLOUT;
            case PRIORITY -> EpollCalls.EPOLLPRI;
          };
    }
    EpollSocket descriptor = new EpollSocket(fd, StandardProtocolFamily.UNIX, 0, events, owned);
    descriptor.enter();
    try {
      descriptor.register(cx);
    } catch (IOException e) {
      throw DescriptorErrors.watching(fd, e); // it stays the caller's: nothing is closed
    } finally {
      descriptor.leave();
    }
    return new EpollWatch(descriptor);
  }

  @Override
  public long pollReady(Context cx, Interest interest) throws IOException {
    return descriptor.pollReady(cx.waker(), interest);
  }

  @Override
  public <T> @Nullable T call(Interest interest, long seen, Call<T> call) throws IOException {
    descriptor.enter();
    try {
      T answer = call.on(descriptor.fd);
      if (answer == null) {
        clear(interest, seen);
      }
      return answer;
    } finally {
      descriptor.leave();
    }
  }

  @Override
  public void clear(Interest interest, long seen) {
    descriptor.readiness.clear(EpollSocket.bit(interest), seen);
  }

  @Override
  public void forget(Interest interest) {
    switch (interest) {
      case READABLE -> descriptor.readiness.forgetReader();
      case WRITABLE -> descriptor.readiness.forgetWriter();
      case PRIORITY -> descriptor.readiness.forgetPriority();
    }
  }

  @Override
  public boolean isOpen() {
    return descriptor.isOpen();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
