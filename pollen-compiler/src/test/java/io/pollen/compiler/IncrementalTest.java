package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that compile only some of the files, as build tools and IDEs do.
class IncrementalTest {
  private static final String HANDLER =
      """
      package app;
      import static io.pollen.Async.*;
      public class Handler {
        public record Request(int number) {}
        public static int handle() throws Exception { return await(ready(1)); }
            }
      """;

  private static final String SERVER =
      """
      package app.server;
      import app.Handler;
      import io.pollen.AsyncBody;
      public class Server<T extends Comparable<T>> {
        enum Kind { ONE }
        AsyncBody<Integer> body() { return Handler::handle; }
      }
      """;

  @TempDir Path folder;

  private Javac into(String output) throws IOException {
    Path classes = Files.createDirectories(folder.resolve(output));
    return new Javac()
        .with("-d", classes.toString())
        .with("-cp", classes + File.pathSeparator + System.getProperty("java.class.path"));
  }

  private void server(Javac javac) throws IOException {
    javac.source(folder, "app/server/Server.java", SERVER);
  }

  private void handler(Javac javac) throws IOException {
    javac.source(folder, "app/Handler.java", HANDLER);
  }

  @BeforeEach
  void compileAll() throws IOException {
    Javac javac = into("out");
    server(javac);
    handler(javac);
    assertThat(javac.run().errors()).isEmpty();
  }

  @Test
  void aMethodIsABodyByAReferenceInAFileThatIsNotCompiledNow() throws IOException {
    Javac javac = into("out");
    handler(javac);
    assertThat(javac.run().errors()).isEmpty();
  }

  @Test
  void aReferenceThatIsGoneMakesNoBody() throws IOException {
    Javac both = into("out");
    handler(both);
    both.source(
        folder,
        "app/server/Server.java",
        SERVER.replace("Handler::handle", "() -> Handler.class.hashCode()"));
    assertThat(both.run().errors())
        .singleElement()
        .asString()
        .startsWith("Handler.java:5:56 error: [pollen:awaitOutside]");
  }

  @Test
  void withoutClassesOfAnEarlierRunItIsOutside() throws IOException {
    Javac javac = into("empty");
    handler(javac);
    assertThat(javac.run().errors()).hasSize(1);
  }

  @Test
  void theOrderOfFilesDoesNotMatter() throws IOException {
    Javac javac = into("other");
    handler(javac);
    server(javac);
    assertThat(javac.run().errors()).isEmpty();
  }

  @Test
  void aFileThatJavacFindsOnTheSourcePathIsChecked() throws IOException {
    Javac alone = into("alone").with("-sourcepath", folder.toString());
    alone.source(folder, "app/Main.java", "package app; class Main { Handler h; }");
    assertThat(alone.run().errors()).hasSize(1);
  }

  @Test
  void anOverridableMethodOfAnotherFileIsReportedWhereItIsReferredTo() throws IOException {
    for (boolean handlerFirst : new boolean[] {true, false}) {
      Javac javac = into("order" + handlerFirst);
      String handler = HANDLER.replace("public static int", "public int");
      if (handlerFirst) {
        javac.source(folder, "app/Handler.java", handler);
      }
      javac.source(
          folder,
          "app/Main.java",
          """
          package app;
          import io.pollen.AsyncBody;
          class Main {
            AsyncBody<Integer> body = new Handler()::handle;
          }
          """);
      if (!handlerFirst) {
        javac.source(folder, "app/Handler.java", handler);
      }
      assertThat(javac.run().errors())
          .singleElement()
          .asString()
          .startsWith("Main.java:4:29 error: [pollen:overridableBody]");
    }
  }
}
