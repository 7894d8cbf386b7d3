package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.compiler.weave.WeaveMain;
import io.pollen.compiler.weave.Weaver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.ISourceFileCoverage;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.LoggerRuntime;
import org.jacoco.core.runtime.RuntimeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What JaCoCo shows of the lines of an async block.
class CoverageTest {
  private static final String PROGRAM =
      """
      package demo;

      import static io.pollen.Async.*;

      import io.pollen.*;

      public class Shop implements Runnable {
        static Future<Integer> order(int amount) {
          return async(() -> {
            int price = amount * 3; // run
            int checked = await(ready(price)); // run
            int stock = await(later()); // run
            if (stock > 100) { // run
              int other = await(later()); // skipped
              return other; // skipped
            }
            return stock + checked; // run
          });
        }

        static Future<Integer> later() {
          boolean[] asked = {false};
          return pollFn(cx -> {
            if (!asked[0]) {
              asked[0] = true;
              cx.waker().wake();
              return Poll.pending();
            }
            return Poll.ready(7);
          });
        }

        @Override
        public void run() {
          try {
            if (Drive.drive(order(5)) != 22) {
              throw new AssertionError();
            }
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        }
      }
      """;

  @TempDir Path classes;

  private Map<String, byte[]> compile() throws IOException {
    Path source = Files.writeString(classes.resolve("Shop.java"), PROGRAM);
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null, null, null, "-g", "-proc:none", "-cp", path, "-d", classes + "", source + "");
    assertThat(code).isZero();
    return read();
  }

  private Map<String, byte[]> weave() throws IOException {
    compile();
    List<Path> classPath = WeaveMain.classPath(System.getProperty("java.class.path"));
    assertThat(Weaver.weaveDirectory(classes, classPath).blocks()).isEqualTo(1);
    return read();
  }

  private Map<String, byte[]> read() throws IOException {
    Map<String, byte[]> all = new HashMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
        all.put(name, Files.readAllBytes(file));
      }
    }
    return all;
  }

  /// Classes with their probes.
  private static final class Probed extends ClassLoader {
    private final Map<String, byte[]> defined;
    private final Map<String, byte[]> served;

    /// @param served what is found as resources
    Probed(Map<String, byte[]> defined, Map<String, byte[]> served) {
      super(Probed.class.getClassLoader());
      this.defined = defined;
      this.served = served;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = defined.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      byte[] bytes = served.get(name.replace(".class", "").replace('/', '.'));
      return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
  }

  /// Runs the program, and tells of each commented line of the block whether it counts as covered.
  ///
  /// @param offline whether the class files themselves have the probes, or only the loaded classes
  private static Map<String, List<Boolean>> covered(Map<String, byte[]> files, boolean offline)
      throws Exception {
    LoggerRuntime runtime = new LoggerRuntime();
    RuntimeData data = new RuntimeData();
    Map<String, byte[]> probed = new HashMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      probed.put(
          file.getKey(), new Instrumenter(runtime).instrument(file.getValue(), file.getKey()));
    }
    runtime.startup(data);
    ExecutionDataStore executed = new ExecutionDataStore();
    try {
      ClassLoader loader = new Probed(probed, offline ? probed : files);
      ((Runnable) loader.loadClass("demo.Shop").getDeclaredConstructor().newInstance()).run();
      data.collect(executed, new SessionInfoStore(), false);
    } finally {
      runtime.shutdown();
    }
    CoverageBuilder builder = new CoverageBuilder();
    Analyzer analyzer = new Analyzer(executed, builder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      analyzer.analyzeClass(file.getValue(), file.getKey());
    }
    ISourceFileCoverage source = builder.getSourceFiles().iterator().next();
    Map<String, List<Boolean>> covered = new TreeMap<>();
    List<String> lines = PROGRAM.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int comment = lines.get(i).indexOf("// ");
      if (comment >= 0) {
        covered
            .computeIfAbsent(lines.get(i).substring(comment + 3), key -> new ArrayList<>())
            .add((source.getLine(i + 1).getStatus() & ICounter.FULLY_COVERED) != 0);
      }
    }
    return covered;
  }

  private static final Map<String, List<Boolean>> AS_RUN =
      Map.of("run", List.of(true, true, true, true, true), "skipped", List.of(false, false));

  @Test
  void ofAWovenBlockTheLinesThatRanAreCoveredTheOthersAreNot() throws Exception {
    assertThat(covered(weave(), false)).isEqualTo(AS_RUN);
  }

  @Test
  void ofABlockThatIsTransformedAtRunTimeNoLineIsCoveredByTheAgent() throws Exception {
    assertThat(covered(compile(), false).values())
        .allSatisfy(lines -> assertThat(lines).containsOnly(false));
  }

  @Test
  void ofABlockThatIsTransformedAtRunTimeTheLinesAreCoveredByOfflineInstrumentation()
      throws Exception {
    assertThat(covered(compile(), true)).isEqualTo(AS_RUN);
  }
}
