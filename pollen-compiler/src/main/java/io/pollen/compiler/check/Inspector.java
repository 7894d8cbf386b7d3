package io.pollen.compiler.check;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/// Shows every class that javac has analysed to all inspections.
public final class Inspector {
  static final List<Inspection> ALL =
      List.of(
          new AwaitPlace(),
          new HeldAcrossAwait(),
          new OverridableBody(),
          new FutureValue(),
          new UnusedFuture(),
          new BlockingCall(),
          new SwallowsDropped(),
          new FutureNoDrop(),
          new NotCancelSafeSelect(),
          new ResourceInBlock(),
          new AwaitInFinally(),
          new EndlessLoop(),
          new LargeBody());

  private final Trees trees;
  private final Elements elements;
  private final Types types;
  private final Words words;
  private final BodyReferences references;
  private final Settings settings;
  private final Libraries libraries;
  private final Accepted accepted;
  private final Report report;
  private final List<Inspection> inspections;
  private final Consumer<String> warning;
  private final Set<TypeElement> seen = new HashSet<>();
  private boolean asyncBodies;

  /// Of a compiler run.
  ///
  /// @param warning takes what is said about no place in particular
  /// @param output where classes of earlier runs lie, if they are on disk
  public Inspector(
      JavacTask task,
      Settings settings,
      Consumer<String> warning,
      Supplier<Optional<Path>> output) {
    this(task, settings, warning, output, ALL);
  }

  Inspector(
      JavacTask task,
      Settings settings,
      Consumer<String> warning,
      Supplier<Optional<Path>> output,
      List<Inspection> inspections) {
    this.trees = Trees.instance(task);
    this.elements = task.getElements();
    this.types = task.getTypes();
    this.words = new Words(trees, elements, types);
    this.references = new BodyReferences(trees, elements, words, new CompiledReferences(output));
    this.settings = settings;
    this.libraries = new Libraries(trees, elements, settings);
    this.accepted = new Accepted(trees, elements);
    this.report = new Report(trees, settings.levels(), accepted);
    this.warning = warning;
    this.inspections = inspections;
  }

  /// All that Pollen checks.
  public static Set<Check> checks() {
    Set<Check> checks = new LinkedHashSet<>();
    ALL.forEach(inspection -> checks.addAll(inspection.checks()));
    return checks;
  }

  /// Takes a file of this run. Each must have come before the first class is analysed, as far as
  /// javac knows it by then.
  public void parsed(CompilationUnitTree file) {
    references.add(file);
  }

  /// Inspects a top-level class.
  public void analyzed(TypeElement type) {
    TreePath path = trees.getPath(type);
    if (path == null || !seen.add(type)) {
      return;
    }
    references.add(path.getCompilationUnit());
    guarded("the search for lists", type, () -> libraries.of(path.getCompilationUnit()));
    guarded(
        "the search for async bodies",
        type,
        () -> {
          Bodies bodies = new Bodies(trees, words, references, path);
          asyncBodies |= !bodies.all().isEmpty();
          Unit unit = new Unit(path, trees, elements, types, words, bodies, settings, report);
          for (Inspection inspection : inspections) {
            if (inspection.checks().stream().anyMatch(report::wants)) {
              guarded(names(inspection), type, () -> inspection.inspect(unit));
            }
          }
        });
  }

  /// What the weaver will refuse and is no error.
  public Accepted accepted() {
    return accepted;
  }

  /// Whether some class that was analysed has an async body.
  public boolean sawAsyncBodies() {
    return asyncBodies;
  }

  private static String names(Inspection inspection) {
    return inspection.checks().stream().map(Check::id).toList().toString();
  }

  /// A defect of ours must not end the compiler, nor go unnoticed.
  private void guarded(String what, TypeElement type, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      StackTraceElement[] stack = e.getStackTrace();
      warning.accept(
          what
              + " failed in "
              + type.getQualifiedName()
              + " and says nothing about it. This is a defect of Pollen, please report it: "
              + e
              + (stack.length == 0 ? "" : " at " + stack[0]));
    }
  }
}
