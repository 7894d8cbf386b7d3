package io.pollen.sync;

/// A channel whose sends never wait.
final class UnboundedChannel<T> extends Channel<T> {

  /// @return false when sends are refused
  boolean send(T item) {
    if (!queue.push(item)) {
      return false;
    }
    receiver.wake();
    return true;
  }

  @Override
  boolean refuse() {
    return queue.close();
  }

  @Override
  boolean isClosed() {
    return queue.isClosed();
  }

  @Override
  boolean isDrained() {
    return queue.isEnded();
  }

  @Override
  void taken(int count) {}
}
