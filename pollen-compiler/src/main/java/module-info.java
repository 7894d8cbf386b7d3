/// Checks and weaving of async blocks at build time.
module io.pollen.compiler {
  requires io.pollen;
  requires static org.jspecify;

  exports io.pollen.compiler.weave;
}
