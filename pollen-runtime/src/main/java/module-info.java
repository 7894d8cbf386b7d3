/// The runtime half: tasks, schedulers, drivers, timers, sockets.
module io.pollen.runtime {
  requires transitive io.pollen;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.pollen.io;
  exports io.pollen.net;
  exports io.pollen.runtime.blocking;
  exports io.pollen.runtime.driver;
  exports io.pollen.runtime.scheduler;
  exports io.pollen.runtime.seam;
  exports io.pollen.runtime.task;
  exports io.pollen.runtime;
  exports io.pollen.time;
}
