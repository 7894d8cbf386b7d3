package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.Javac;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What users add to the lists of `threadBound` and `blockingCall`.
class ListFilesTest {
  private static final String BODY =
      """
      import static io.pollen.Async.*;
      import io.pollen.Future;
      %s
      class Body {
        Future<Integer> value(Client client) {
          return async(() -> {
            Session session = client.open();
            int size = client.call() + await(ready(1));
            return size + session.size();
          });
        }
      }
      """;

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /// A library with a client, in a package of its own, compiled.
  private Path library(String name) throws IOException {
    Path root = Files.createDirectories(folder.resolve(name));
    Javac.Run run =
        Javac.into(root)
            .source(
                folder,
                "src-" + name + "/Session.java",
                "package " + name + "; public interface Session { int size(); }")
            .source(
                folder,
                "src-" + name + "/Client.java",
                "package "
                    + name
                    + "; public interface Client { Session open(); int call(); @Slow int slow(); }")
            .source(
                folder,
                "src-" + name + "/Slow.java",
                "package " + name + "; public @interface Slow {}")
            .run();
    assertThat(run.ok()).isTrue();
    return root;
  }

  private Javac compile(String imports, Path... libraries) throws IOException {
    StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    for (Path library : libraries) {
      path.append(File.pathSeparator).append(library);
    }
    return Javac.into(Files.createDirectories(folder.resolve("out")))
        .with("-cp", path.toString())
        .source(folder, "src/Body.java", BODY.formatted(imports));
  }

  private static List<String> found(Javac javac) {
    return javac.with("-Apollen.check.threadBound=warn").run().messages().stream()
        .map(message -> message.replaceFirst("(?s).*\\[pollen:(\\w+)].*\\n  (.*)\\n.*", "$1: $2"))
        .toList();
  }

  @Test
  void anOptionNamesAFileWithMoreOfThem() throws IOException {
    Path library = library("lib");
    String imports = "import lib.*;";
    assertThat(found(compile(imports, library))).isEmpty();
    Path blocking =
        file("blocking.txt", "# ours\n\nlib.Client#call/0  await(client.callAsync())\n");
    Path bound = file("bound.txt", "lib.Session\n");
    assertThat(
            found(
                compile(imports, library)
                    .with("-Apollen.blocking=" + blocking, "-Apollen.threadBound=" + bound)))
        .containsExactlyInAnyOrder(
            "blockingCall:   write await(client.callAsync())",
            "threadBound:   end it before the await, or make it anew after the await");
  }

  @Test
  void anEntryCountsForThisMethodOnly() throws IOException {
    Path library = library("lib");
    Path blocking = file("blocking.txt", "lib.Client#call/1\nlib.Client#close\nlib.Client#new\n");
    assertThat(found(compile("import lib.*;", library).with("-Apollen.blocking=" + blocking)))
        .isEmpty();
  }

  @Test
  void aTypeCountsForAllItsMethodsAndAnAnnotationForWhatHasIt() throws IOException {
    Path library = library("lib");
    Path type = file("type.txt", "lib.Client\n");
    assertThat(found(compile("import lib.*;", library).with("-Apollen.blocking=" + type)))
        .hasSize(2)
        .allMatch(m -> m.startsWith("blockingCall:"));
    Path annotation = file("annotation.txt", "@lib.Slow\n");
    Javac javac =
        compile("import lib.*;", library)
            .source(
                folder,
                "src/Other.java",
                BODY.formatted("import lib.*;")
                    .replace("class Body", "class Other")
                    .replace("client.call()", "client.slow()"));
    assertThat(found(javac.with("-Apollen.blocking=" + annotation)))
        .singleElement()
        .asString()
        .startsWith("blockingCall:");
  }

  @Test
  void librariesBringTheirOwn() throws IOException {
    Path first = library("first");
    Path second = library("second");
    file("first/META-INF/pollen/blocking", "first.Other\n");
    file("first/META-INF/pollen/thread-bound", "first.Other\n");
    file("second/META-INF/pollen/blocking", "second.Client#call as the library says\n");
    file("second/META-INF/pollen/thread-bound", "second.Session as the library says\n");
    assertThat(found(compile("import first.*;", first, second))).isEmpty();
    assertThat(found(compile("import second.Client; import second.Session;", first, second)))
        .containsExactlyInAnyOrder(
            "blockingCall:   as the library says", "threadBound:   as the library says");
    assertThat(found(compile("import second.*;", first, second))).hasSize(2);
  }

  @Test
  void theBlockingAnnotationsOfOthersCount() throws IOException {
    for (String annotation :
        List.of(
            "org.jetbrains.annotations.Blocking",
            "io.smallrye.common.annotation.Blocking",
            "io.micronaut.core.annotation.Blocking")) {
      String text =
          """
          import static io.pollen.Async.*;
          import io.pollen.Future;
          class Body {
            @%1$s int method() { return 1; }
            @%1$s static class Marked { static int method() { return 1; } }
            Future<Integer> value() {
              return async(() -> method() + Marked.method() + await(ready(1)));
            }
          }
          """
              .formatted(annotation);
      int dot = annotation.lastIndexOf('.');
      Javac javac =
          Javac.into(Files.createDirectories(folder.resolve("out")))
              .source(folder, "src/Body.java", text)
              .source(
                  folder,
                  "src/Blocking.java",
                  "package " + annotation.substring(0, dot) + "; public @interface Blocking {}");
      assertThat(found(javac))
          .as(annotation)
          .hasSize(2)
          .allMatch(m -> m.equals("blockingCall:   write await(spawnBlocking(() -> …))"));
    }
  }

  @Test
  void whatIsWrongWithAListIsSaid() throws IOException {
    Path blocking = file("blocking.txt", "# fine\nlib.Client#call\nno such-thing!\n@not/a.name\n");
    Javac.Run run =
        Javac.into(folder)
            .source(folder, "src/Empty.java", "class Empty {}")
            .with("-Apollen.blocking=" + blocking, "-Apollen.threadBound=" + folder.resolve("none"))
            .run();
    assertThat(run.ok()).isTrue();
    assertThat(run.messages())
        .containsExactlyInAnyOrder(
            "warning: Pollen: "
                + blocking
                + ":4: not a type, Type#method or @Annotation: @not/a.name",
            "warning: Pollen: -Apollen.threadBound="
                + folder.resolve("none")
                + ": there is no such file");
  }
}
