package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.Javac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The check `largeBody`, whose examples would not fit on a page.
class LargeBodyTest {
  @TempDir Path folder;

  private List<String> messages(int awaits) throws IOException {
    String text =
        """
        import static io.pollen.Async.*;
        import io.pollen.Future;
        class Large {
          Future<Void> large() {
            return async(() -> {
              %s
            });
          }
        }
        """
            .formatted("await(ready(1));\n      ".repeat(awaits));
    return Javac.into(folder)
        .with("-Apollen.weave=off")
        .source(folder, "Large.java", text)
        .run()
        .messages();
  }

  @Test
  void asManyAwaitsAsAreAllowedAreFine() throws IOException {
    assertThat(messages(LargeBody.MAX_AWAITS)).isEmpty();
  }

  @Test
  void oneMoreIsReportedInTheWordsOfTheGuide() throws IOException {
    String guide = Files.readString(Path.of("../docs/guide/checks.md"));
    assertThat(messages(LargeBody.MAX_AWAITS + 1))
        .singleElement()
        .asString()
        .startsWith("Large.java:5:18 warning: ")
        .satisfies(message ->
            assertThat(guide).contains(message.replaceFirst("^Large.java:\\d+:\\d+ ", "")));
  }
}
