package io.pollen.transform;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs written by hand around awaits in odd places, each compared with itself run
/// synchronously, and dropped and cancelled at each of its awaits; see [Differential].
class WrittenProgramsTest {
  @TempDir Path folder;

  static void compare(Differential.Compiler compiler, String... files) throws Exception {
    Differential differential = new Differential(compiler, 0);
    for (String file : files) {
      try (InputStream text = WrittenProgramsTest.class.getResourceAsStream(file)) {
        differential.runWritten(new String(text.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    differential.assertSame();
  }

  @Test
  void theyDoTheSameAsynchronously() throws Exception {
    compare(Compiled::of, "programs.txt", "programs-javac.txt");
  }

  @Test
  void theyDoSoWithoutDebugInformation() throws Exception {
    compare(texts -> Compiled.of("-g:none", texts), "programs.txt", "programs-javac.txt");
  }

  @Test
  void theyDoSoCompiledByEclipse() throws Exception {
    compare(texts -> Compiled.byEclipse(folder, texts), "programs.txt");
  }
}
