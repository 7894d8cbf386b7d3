/// The runtime half: tasks, schedulers, drivers, timers, sockets.
module io.pollen.runtime {
  requires transitive io.pollen;
  requires jdk.unsupported; // sun.misc.Signal, for which there is no other name; see signal
  requires static java.management; // see observe.DumpBean and scheduler.CpuTime
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  // What programs use.
  exports io.pollen.runtime;
  exports io.pollen.codec;
  exports io.pollen.fs;
  exports io.pollen.group;
  exports io.pollen.io;
  exports io.pollen.net;
  exports io.pollen.net.dns;
  exports io.pollen.process;
  exports io.pollen.server;
  exports io.pollen.signal;
  exports io.pollen.time;
  exports io.pollen.tls;

  // Types that the signatures of those packages name: RuntimeDump in observe; JoinHandle,
  // TaskCancelledException and FailureHandler in task; Metrics and DriverFactory in scheduler;
  // DriverKind, Interest and PeerCredentials in driver; Clock in seam. Beside them lie the seams
  // that a simulator implements (Driver, Idler, Entropy,
  // Scheduler); they may change in any version before 1.0.
  exports io.pollen.runtime.observe;
  exports io.pollen.runtime.task;
  exports io.pollen.runtime.scheduler;
  exports io.pollen.runtime.driver;
  exports io.pollen.runtime.seam;
}
