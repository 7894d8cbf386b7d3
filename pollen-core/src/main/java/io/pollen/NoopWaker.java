package io.pollen;

enum NoopWaker implements Waker {
  INSTANCE;

  @Override
  public void wake() {}
}
