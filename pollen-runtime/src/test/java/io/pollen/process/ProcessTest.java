package io.pollen.process;

import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// What tests of processes share: a runtime, and the end of whatever they have left behind.
abstract class ProcessTest {
  final AsyncRuntime runtime;
  final List<ProcessHandle> left = new ArrayList<>();

  @TempDir Path folder;

  ProcessTest(AsyncRuntime runtime) {
    this.runtime = runtime;
  }

  @AfterEach
  void end() {
    left.forEach(ProcessHandle::destroyForcibly);
    runtime.close();
  }

  final <T> T get(Future<T> future) throws Exception {
    return runtime.blockOn(runtime.spawn(future));
  }

  @SuppressWarnings("pollen:futureNoDrop") // the caller goes on with it
  final void pollOnce(Future<?> future) throws Exception {
    runtime.blockOn(
        (Future<Void>)
            cx -> {
              future.poll(cx.withWaker(Waker.noop()));
              return Poll.ready();
            });
  }

  final Child spawn(Command command) throws Exception {
    Child child = get(command.spawn());
    ProcessHandle.of(child.pid()).ifPresent(left::add);
    return child;
  }

  static Command sleep() {
    return Command.of("sleep", "600");
  }

  static void awaitGone(long pid) {
    while (Files.exists(Path.of("/proc/" + pid))) {
      Thread.onSpinWait();
    }
  }
}
