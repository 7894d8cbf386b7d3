/// The `pollen` command.
module io.pollen.cli {
  requires info.picocli;
  requires jdk.compiler;
  requires static org.jspecify;

  opens io.pollen.cli to
      info.picocli;
}
