/// Futures, async/await, combinators and synchronisation primitives that know no runtime.
module io.pollen {
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.pollen;
  exports io.pollen.sync;
  exports io.pollen.combine;
  exports io.pollen.woven;
  exports io.pollen.transform to
      io.pollen.compiler,
      io.pollen.cli;
}
