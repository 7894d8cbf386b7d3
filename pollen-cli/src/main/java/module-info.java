/// The `pollen` command.
module io.pollen.cli {
  requires info.picocli;
  requires io.pollen;
  requires io.pollen.compiler;
  requires java.compiler;
  requires java.management;
  requires java.management.rmi;
  requires jdk.attach;
  requires jdk.management;
  requires jdk.compiler;
  requires static org.jspecify;

  opens io.pollen.cli to
      info.picocli;
}
