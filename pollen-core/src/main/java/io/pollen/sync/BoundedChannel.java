package io.pollen.sync;

import org.jspecify.annotations.Nullable;

/// A channel with as many permits as it has room for items: a send takes one, the receiver gives it
/// back when it takes the item out.
///
/// It has ended when it is closed, all permits are back and the queue is empty: whoever holds a
/// permit when the channel closes may still send.
final class BoundedChannel<T> extends Channel<T> {
  final int capacity;
  final Permits permits;

  BoundedChannel(int capacity) {
    this.capacity = capacity;
    this.permits = new Permits(capacity);
  }

  @Override
  boolean refuse() {
    return permits.close();
  }

  @Override
  boolean isClosed() {
    return permits.isClosed();
  }

  @Override
  boolean isDrained() {
    // In this order: with all permits back nobody can push any more.
    return permits.isClosedWith(capacity) && queue.peek() == null;
  }

  @Override
  void taken(int count) {
    permits.release(count);
  }

  /// A permit comes back without an item.
  void handBack() {
    permits.release(1);
    if (permits.isClosed()) {
      receiver.wake(); // it may have been the last one
    }
  }

  /// A request for room.
  abstract static sealed class Request<T, R> extends PermitWaiter<R> permits Send, Reserve {
    final BoundedChannel<T> channel;

    Request(BoundedChannel<T> channel) {
      super(channel.permits, 1);
      this.channel = channel;
    }

    @Override
    final void handBack() {
      channel.handBack();
    }
  }

  static final class Send<T> extends Request<T, Void> {
    private @Nullable T item;

    Send(BoundedChannel<T> channel, T item) {
      super(channel);
      this.item = item;
    }

    @Override
    @Nullable Void granted() {
      T sent = item;
      if (sent != null) {
        channel.deliver(sent);
      }
      return null;
    }

    @Override
    void letGo() {
      item = null;
    }

    @Override
    String what() {
      return "Mpsc.Sender.send";
    }
  }

  static final class Reserve<T> extends Request<T, Mpsc.Slot<T>> {
    Reserve(BoundedChannel<T> channel) {
      super(channel);
    }

    @Override
    Mpsc.Slot<T> granted() {
      return new Mpsc.Slot<>(channel);
    }

    @Override
    String what() {
      return "Mpsc.Sender.reserve";
    }
  }
}
