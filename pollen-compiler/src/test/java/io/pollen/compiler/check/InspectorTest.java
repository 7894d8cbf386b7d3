package io.pollen.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {
  private static final Check CHECK = new Check("broken", Level.ERROR);

  @TempDir Path output;

  /// Fails in the first class that it is shown.
  private static final class Broken implements Inspection {
    private final List<String> seen = new ArrayList<>();

    @Override
    public List<Check> checks() {
      return List.of(CHECK);
    }

    @Override
    public void inspect(Unit unit) {
      seen.add(String.valueOf(unit.element(unit.path())));
      if (seen.size() == 1) {
        throw new IndexOutOfBoundsException("defect");
      }
    }
  }

  @Test
  void aDefectOfACheckIsOneWarningAndTheCompilerGoesOn() throws Exception {
    var source =
        new SimpleJavaFileObject(URI.create("string:///First.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return "class First { class Nested {} } class Second {}";
          }
        };
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-d", output.toString()), null, List.of(source));
    Broken broken = new Broken();
    List<String> warnings = new ArrayList<>();
    Settings settings =
        Settings.of(Levels.of(Set.of(CHECK), Map.of(), warnings::add), warnings::add);
    Inspector inspector =
        new Inspector(task, settings, warnings::add, Optional::empty, List.of(broken));
    task.addTaskListener(
        new TaskListener() {
          @Override
          public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.ANALYZE) {
              inspector.analyzed(event.getTypeElement());
            }
          }
        });
    assertThat(task.call()).isTrue();
    assertThat(broken.seen).containsExactly("First", "Second");
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("[broken] failed in First and says nothing about it.")
        .contains("IndexOutOfBoundsException: defect at " + Broken.class.getName() + ".inspect");
  }
}
