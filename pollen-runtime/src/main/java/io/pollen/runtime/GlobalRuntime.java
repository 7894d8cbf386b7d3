package io.pollen.runtime;

/// See [AsyncRuntime#global].
final class GlobalRuntime {
  static final AsyncRuntime INSTANCE = start();

  private GlobalRuntime() {}

  private static AsyncRuntime start() {
    RuntimeBuilder builder = AsyncRuntime.builder().name("pollen-global").daemon(true);
    builder.endless = true;
    return builder.build();
  }
}
