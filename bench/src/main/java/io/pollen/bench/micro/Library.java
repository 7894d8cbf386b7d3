package io.pollen.bench.micro;

import io.pollen.bench.peer.JucSync;
import io.pollen.bench.peer.JucTime;
import io.pollen.bench.peer.KotlinScheduler;
import io.pollen.bench.peer.KotlinSync;
import io.pollen.bench.peer.KotlinTime;
import io.pollen.bench.peer.PollenScheduler;
import io.pollen.bench.peer.PollenSync;
import io.pollen.bench.peer.PollenTime;
import io.pollen.bench.peer.PoolScheduler;
import io.pollen.bench.peer.VirtualScheduler;
import org.jspecify.annotations.Nullable;

/// What runs the shapes inside a JVM.
public enum Library {
  /// What is measured.
  POLLEN("Pollen"),
  /// The JDK's virtual threads with java.util.concurrent.
  VIRTUAL("virtual threads"),
  /// A fixed pool of platform threads with java.util.concurrent.
  POOL("fixed pool"),
  /// The JDK's work-stealing pool, for the scheduler shapes.
  FORK_JOIN("ForkJoinPool"),
  /// Netty with its epoll transport: an event loop for the scheduler shapes of one thread.
  NETTY("Netty 4.2"),
  /// kotlinx-coroutines, with the state machines that Kotlin's compiler would make.
  KOTLIN("Kotlin 1.11.0");

  private final String title;

  Library(String title) {
    this.title = title;
  }

  /// Its name in the reports.
  public String title() {
    return title;
  }

  /// Opens `shape`, or answers null when this library has nothing of that kind.
  public @Nullable Body open(Shape shape) throws Exception {
    return switch (this) {
      case POLLEN ->
          switch (shape.suite()) {
            case "scheduler" -> PollenScheduler.open(shape);
            case "sync" -> PollenSync.open(shape);
            case "time" -> PollenTime.open(shape);
            default -> null;
          };
      case VIRTUAL ->
          switch (shape.suite()) {
            case "scheduler" -> VirtualScheduler.open(shape);
            case "sync" -> JucSync.open(shape, true);
            case "time" -> JucTime.open(shape, true);
            default -> null;
          };
      case POOL ->
          switch (shape.suite()) {
            case "scheduler" -> PoolScheduler.fixed(shape);
            case "sync" -> JucSync.open(shape, false);
            case "time" -> JucTime.open(shape, false);
            default -> null;
          };
      case FORK_JOIN -> shape.suite().equals("scheduler") ? PoolScheduler.forkJoin(shape) : null;
      case NETTY -> shape.suite().equals("scheduler") ? PoolScheduler.netty(shape) : null;
      case KOTLIN ->
          switch (shape.suite()) {
            case "scheduler" -> KotlinScheduler.open(shape);
            case "sync" -> KotlinSync.open(shape);
            case "time" -> KotlinTime.open(shape);
            default -> null;
          };
    };
  }
}
