/// Checks and weaving of async blocks at build time.
module io.pollen.compiler {
  requires io.pollen;
  requires java.compiler;
  requires jdk.compiler;
  requires static org.jspecify;

  exports io.pollen.compiler;
  exports io.pollen.compiler.weave;

  provides javax.annotation.processing.Processor with
      io.pollen.compiler.PollenProcessor;
}
