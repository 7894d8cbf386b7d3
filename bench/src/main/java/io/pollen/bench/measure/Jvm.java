package io.pollen.bench.measure;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Command lines of child JVMs: this JVM's own executable and class path, with woven classes first.
public final class Jvm {
  /// Heap of the children that run small operations. Touched beforehand: the page faults of a
  /// heap's first use, tens of milliseconds of them, are no property of any library.
  public static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

  private Jvm() {}

  /// The command that runs `main` under `gc` with `workers` threads for whichever library it uses.
  public static List<String> command(
      Gc gc, int workers, List<String> flags, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(gc.flag());
    command.addAll(flags);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djdk.virtualThreadScheduler.parallelism=" + workers);
    command.add("-Dkotlinx.coroutines.scheduler.core.pool.size=" + workers);
    command.add("-cp");
    command.add(WovenClasses.folder() + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
