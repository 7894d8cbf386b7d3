package io.pollen.bench.load;

import io.pollen.bench.measure.Jvm;
import java.util.ArrayList;
import java.util.List;

/// How the servers of a suite are started.
///
/// @param service what they do
/// @param connections how many they will have
/// @param prefix goes before each command, to pin it for example
/// @param workers threads that each has for its tasks
/// @param flags of the JVMs
record Setup(
    Service service, int connections, List<String> prefix, int workers, List<String> flags) {

  /// With the heap of all servers that are not asked about their memory.
  Setup(Service service, int connections, List<String> prefix, int workers) {
    this(service, connections, prefix, workers, Jvm.HEAP);
  }

  /// With flags of the JVMs besides.
  Setup with(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new Setup(service, connections, prefix, workers, more);
  }

  /// The whole command of a program.
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }
}
