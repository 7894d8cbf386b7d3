package io.pollen.compiler;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import io.pollen.compiler.check.Inspector;
import io.pollen.compiler.check.Levels;
import io.pollen.compiler.check.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/// Joins a javac run that has Pollen on its processor path: checks every class when javac has
/// analysed it, and hands the class files on when the run ends without errors.
///
/// It is a processor only because that needs nothing but the processor path: it processes no
/// annotations and makes no files.
///
/// For Gradle it is *isolating* (META-INF/gradle): what is said of a class depends on the class, on
/// the signatures that it uses, and on method references that name its methods. When signatures
/// change, Gradle compiles their users anew; so nothing needs to be looked at that Gradle does not
/// compile. Aggregating would mean that every class is processed in every build.
public final class PollenProcessor extends AbstractProcessor {
  private static final String PREFIX = "pollen.";

  private final List<AfterCompilation> after;
  private @Nullable Inspector inspector;
  private @Nullable Trees trees;

  /// Made by javac.
  public PollenProcessor() {
    this(List.of(new WeaveStep()));
  }

  PollenProcessor(List<AfterCompilation> after) {
    this.after = after;
  }

  @Override
  public synchronized void init(ProcessingEnvironment environment) {
    super.init(environment);
    Optional<JavacEnvironment> javac = JavacEnvironment.behind(environment);
    if (javac.isEmpty()) {
      warn(
          "nothing was checked or woven, because javac cannot be reached behind "
              + environment.getClass().getName()
              + ". Async blocks work all the same, transformed when they first run; for checks and"
              + " weaving, compile with javac itself: by Maven, Gradle or on the command line");
      return;
    }
    Settings settings = Settings.of(javac.get().processing(), this::warn);
    Set<String> known = knownOptions();
    environment.getOptions().keySet().stream()
        .filter(key -> key.startsWith(PREFIX) && !known.contains(key) && !Levels.isLevel(key))
        .forEach(key -> warn("-A" + key + ": there is no such option"));

    JavacTask task = javac.get().task();
    Inspector checks =
        new Inspector(
            task,
            settings,
            this::warn,
            () -> OutputDirectory.of(javac.get().processing(), "any.class"));
    inspector = checks;
    trees = Trees.instance(task);
    task.addTaskListener(new CompilerListener(javac.get(), checks, after, this::warn));
  }

  /// Files that were parsed before this processor was made, and those of later rounds.
  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    if (inspector != null && trees != null) {
      for (Element root : round.getRootElements()) {
        TreePath path = trees.getPath(root);
        if (path != null) {
          inspector.parsed(path.getCompilationUnit());
        }
      }
    }
    return false;
  }

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of("*");
  }

  /// All that begins with our name, so that what is wrong with it is said here, and once.
  @Override
  public Set<String> getSupportedOptions() {
    Set<String> names = knownOptions();
    if (isInitialized()) {
      processingEnv.getOptions().keySet().stream()
          .filter(key -> key.startsWith(PREFIX) && SourceVersion.isName(key))
          .forEach(names::add);
    }
    return names;
  }

  private static Set<String> knownOptions() {
    Set<String> names = Settings.optionNames();
    names.add(WeaveStep.OPTION);
    return names;
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  private void warn(String message) {
    processingEnv.getMessager().printMessage(Diagnostic.Kind.WARNING, "Pollen: " + message);
  }
}
