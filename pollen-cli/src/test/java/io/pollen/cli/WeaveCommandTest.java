package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pollen weave`: its options and exit codes. `examples/setup/try.sh` runs it as a user does.
class WeaveCommandTest {
  @TempDir Path folder;

  private Path compiled(String body) throws IOException {
    Path source = folder.resolve("Sample.java");
    Files.writeString(
        source,
        """
        import static io.pollen.Async.*;
        class Sample {
          static io.pollen.Future<Integer> sample(Object monitor) {
            return async(() -> { %s });
          }
        }
        """
            .formatted(body));
    Path classes = folder.resolve("classes");
    String[] options = {
      "-proc:none", "-cp", classPath(), "-d", classes.toString(), source.toString()
    };
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options)).isZero();
    return classes;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static int pollen(Object... args) {
    return PollenCommand.commandLine()
        .execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
  }

  @Test
  void weavesIntoAnotherFolderAndLeavesTheInput() throws IOException {
    Path classes = compiled("return await(ready(1)) + 1;");
    byte[] before = Files.readAllBytes(classes.resolve("Sample.class"));
    Path woven = folder.resolve("woven");
    assertThat(pollen("weave", "-d", woven, "--class-path", classPath(), classes)).isZero();
    assertThat(Files.readAllBytes(classes.resolve("Sample.class"))).isEqualTo(before);
    assertThat(Files.readAllBytes(woven.resolve("Sample.class"))).isNotEqualTo(before);
    assertThat(woven.toFile().list()).hasSizeGreaterThan(1);
  }

  @Test
  void aRefusedBodyExits1() throws IOException {
    Path classes = compiled("synchronized (monitor) { return await(ready(1)); }");
    assertThat(pollen("weave", "--class-path", classPath(), classes)).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aMissingInputExits1AndAWrongUsage2() throws IOException {
    assertThat(pollen("weave", folder.resolve("nowhere"))).isEqualTo(ExitCode.FAILED);
    assertThat(pollen("weave")).isEqualTo(ExitCode.USAGE);
    assertThat(pollen("weave", "-d", folder, folder, folder)).isEqualTo(ExitCode.USAGE);
  }
}
