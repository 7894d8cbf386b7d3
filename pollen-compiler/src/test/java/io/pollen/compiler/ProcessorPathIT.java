package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// javac as users start it: a process of its own that finds the processor in jars.
class ProcessorPathIT {
  private static final String BODY =
      """
      package app;
      import static io.pollen.Async.*;
      import io.pollen.Future;
      import lib.Client;
      public class Body {
        public static Future<Integer> value(Client client) {
          return async(() -> {
            Thread.sleep(1);
            value(client);
            return client.call() + client.other() + await(ready(1));
          });
        }
      }
      """;

  @TempDir Path folder;
  private Path core;
  private Path compiler;
  private Path library;
  private Path lists;

  @BeforeEach
  void makeJars() throws Exception {
    core = jar("io.pollen.jar", location(Future.class));
    compiler = jar("compiler.jar", location(PollenProcessor.class));
    write(
        "lib-src/lib/Client.java",
        "package lib; public interface Client { int call(); int other(); }");
    assertThat(
            new Javac()
                .with("-d", folder + "/lib")
                .source(folder.resolve("lib-src/lib/Client.java"))
                .run()
                .ok())
        .isTrue();
    write("lib/META-INF/pollen/blocking", "lib.Client#call  as the library says\n");
    library = jar("lib.jar", folder.resolve("lib"));
    write("lists/META-INF/pollen/blocking", "lib.Client#other  as the company says\n");
    lists = jar("lists.jar", folder.resolve("lists"));
  }

  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path jar(String name, Path classes) throws IOException {
    Path jar = folder.resolve(name);
    if (Files.isRegularFile(classes)) {
      return Files.copy(classes, jar);
    }
    int code =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "--create", "--file", "" + jar, "-C", "" + classes, ".");
    assertThat(code).isZero();
    return jar;
  }

  private static String path(Path... files) {
    return String.join(File.pathSeparator, Stream.of(files).map(Path::toString).toList());
  }

  private String javac(List<String> options, Path... sources) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(System.getProperty("java.home") + "/bin/javac", "-d", folder + "/out"));
    command.addAll(List.of("-processorpath", path(compiler, core, lists)));
    command.addAll(options);
    Stream.of(sources).map(Path::toString).forEach(command::add);
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    return Files.readString(said);
  }

  private void checkedAndWoven(String said) throws IOException {
    assertThat(said.lines().filter(line -> line.contains("warning: ")))
        .as(said)
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("Body.java:8: warning: [pollen:blockingCall]"),
            line -> assertThat(line).contains("Body.java:9: warning: [pollen:unusedFuture]"),
            line -> assertThat(line).contains("Body.java:10: warning: [pollen:blockingCall]"),
            line -> assertThat(line).contains("Body.java:10: warning: [pollen:blockingCall]"));
    assertThat(said).contains("as the library says", "as the company says");
    assertThat(folder.resolve("out/app/Body$value$woven1.class")).exists();
  }

  @Test
  void jarsOnTheProcessorPathCheckAndWeave() throws Exception {
    Path body = write("src/app/Body.java", BODY);
    checkedAndWoven(javac(List.of("-cp", path(core, library)), body));
  }

  @Test
  void aNamedModuleIsCheckedAndWoven() throws Exception {
    Path body = write("src/app/Body.java", BODY);
    Path module =
        write(
            "src/module-info.java",
            "module app { requires io.pollen; requires lib; exports app; }");
    checkedAndWoven(javac(List.of("--module-path", path(core, library)), body, module));
  }

  @Test
  void aModuleSuppressesForAllOfIt() throws Exception {
    Path body = write("src/app/Body.java", BODY);
    Path module =
        write(
            "src/module-info.java",
            "@SuppressWarnings(\"pollen:all\") module app { requires io.pollen; requires lib; }");
    assertThat(javac(List.of("--module-path", path(core, library)), body, module)).isEmpty();
  }
}
