package io.pollen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollenProcessorTest {
  private static final String OUTSIDE =
      """
      import static io.pollen.Async.*;
      class Body {
        int value() throws Exception { return await(ready(1)); }
      }
      """;
  private static final String FINE =
      """
      package app;
      import static io.pollen.Async.*;
      import io.pollen.Future;
      class Body {
        record Pair(int a) {}
        Future<Integer> value() { return async(() -> await(ready(new Pair(1))).a()); }
      }
      """;

  @TempDir Path folder;

  private Javac javac(String text) throws IOException {
    Files.createDirectories(folder.resolve("out"));
    String name = text.startsWith("package app") ? "src/app/Body.java" : "src/Body.java";
    return Javac.into(folder.resolve("out")).source(folder, name, text);
  }

  @Test
  void anErrorEndsTheCompilation() throws IOException {
    var run = javac(OUTSIDE).run();
    assertThat(run.ok()).isFalse();
    assertThat(run.messages())
        .singleElement()
        .asString()
        .startsWith("Body.java:3:41 error: [pollen:awaitOutside] await outside an async body")
        .endsWith("(see docs/guide/checks.md#awaitoutside)");
  }

  @Test
  void theLevelOfACheckIsAnOption() throws IOException {
    var warned = javac(OUTSIDE).with("-Apollen.check.awaitOutside=warn").run();
    assertThat(warned.ok()).isTrue();
    assertThat(warned.messages()).singleElement().asString().contains("warning: [pollen:awaitOut");
    var off = javac(OUTSIDE).with("-Apollen.check.awaitOutside=off").run();
    assertThat(off.ok()).isTrue();
    assertThat(off.messages()).isEmpty();
    var all = javac(OUTSIDE).with("-Apollen.check.all=off").run();
    assertThat(all.messages()).isEmpty();
    var one =
        javac(OUTSIDE).with("-Apollen.check.all=off", "-Apollen.check.awaitOutside=error").run();
    assertThat(one.ok()).isFalse();
  }

  @Test
  void unknownOptionsAreReportedOnce() throws IOException {
    var run =
        javac(FINE)
            .with("-Xlint:all", "-Apollen.check.awaitOutsid=off", "-Apollen.weaf=no")
            .with("-Apollen.check.awaitOutside=loud", "-Apollen.check.awaitInSynchronized")
            .run();
    assertThat(run.ok()).isTrue();
    assertThat(run.messages())
        .filteredOn(message -> message.contains("pollen."))
        .anyMatch(
            m -> m.startsWith("warning: Pollen: -Apollen.check.awaitOutsid: there is no such"))
        .anyMatch(m -> m.equals("warning: Pollen: -Apollen.weaf: there is no such option"))
        .anyMatch(m -> m.endsWith("-Apollen.check.awaitOutside=loud: write error, warn or off"))
        .anyMatch(m -> m.contains("-Apollen.check.awaitInSynchronized="))
        .hasSize(4);
  }

  @Test
  void theClassFilesAreHandedOnWhenThereWereNoErrors() throws IOException {
    List<CompilerOutput.ClassFile> files = new ArrayList<>();
    List<Integer> bytes = new ArrayList<>();
    AfterCompilation after =
        output -> {
          files.addAll(output.classes());
          bytes.add(output.bytesOf("io.pollen.Async").orElseThrow().length);
          bytes.add(output.bytesOf("java.util.Map$Entry").orElseThrow().length);
          assertThat(output.bytesOf("no.Such")).isEmpty();
          assertThat(output.options()).containsEntry("other.option", "x");
        };
    var run =
        javac(FINE).with("-Aother.option=x").processor(new PollenProcessor(List.of(after))).run();
    assertThat(run.ok()).isTrue();
    assertThat(files)
        .extracting(CompilerOutput.ClassFile::binaryName)
        .containsExactlyInAnyOrder("app.Body", "app.Body$Pair");
    assertThat(files).allMatch(file -> file.root().equals(folder.resolve("out")));
    assertThat(files).allMatch(file -> Files.isRegularFile(file.file()));
    assertThat(bytes).hasSize(2).allMatch(length -> length > 100);
  }

  @Test
  void withoutAnOutputDirectoryTheClassFilesLieBesideTheirSources() throws IOException {
    List<CompilerOutput.ClassFile> files = new ArrayList<>();
    AfterCompilation after = output -> files.addAll(output.classes());
    new Javac()
        .source(folder, "src/app/Body.java", FINE)
        .processor(new PollenProcessor(List.of(after)))
        .run();
    assertThat(files).hasSize(2);
    assertThat(files).allMatch(file -> file.root().equals(folder.resolve("src")));
    assertThat(files).allMatch(file -> file.file().startsWith(folder.resolve("src/app")));
  }

  @Test
  void nothingIsHandedOnAfterAnError() throws IOException {
    List<CompilerOutput> outputs = new ArrayList<>();
    for (String error :
        List.of(OUTSIDE, "class Other { int x = \"text\"; }", "class Other { int")) {
      javac(FINE)
          .source(folder, "src/Other.java", error.replace("class Body", "class Other"))
          .processor(new PollenProcessor(List.of(outputs::add)))
          .run();
    }
    assertThat(outputs).isEmpty();
  }

  @Test
  void classesWithoutAsyncBodiesAreHandedOnForWhatTheyLeftBehind() throws IOException {
    List<CompilerOutput> outputs = new ArrayList<>();
    javac("class Body {}").processor(new PollenProcessor(List.of(outputs::add))).run();
    assertThat(outputs).singleElement().extracting(output -> output.classes().size()).isEqualTo(1);
  }

  /// An environment that delegates, as Gradle's.
  record Delegating(ProcessingEnvironment delegate) implements ProcessingEnvironment {
    @Override
    public Map<String, String> getOptions() {
      return delegate.getOptions();
    }

    @Override
    public Messager getMessager() {
      return delegate.getMessager();
    }

    @Override
    public Filer getFiler() {
      return delegate.getFiler();
    }

    @Override
    public Elements getElementUtils() {
      return delegate.getElementUtils();
    }

    @Override
    public Types getTypeUtils() {
      return delegate.getTypeUtils();
    }

    @Override
    public SourceVersion getSourceVersion() {
      return delegate.getSourceVersion();
    }

    @Override
    public Locale getLocale() {
      return delegate.getLocale();
    }
  }

  /// An environment behind a dynamic proxy, as IntelliJ's: its handler keeps the other one as an
  /// Object.
  private static ProcessingEnvironment proxy(Object environment) {
    return (ProcessingEnvironment)
        Proxy.newProxyInstance(
            PollenProcessorTest.class.getClassLoader(),
            new Class<?>[] {ProcessingEnvironment.class},
            new InvocationHandler() {
              private final Object delegateTo = environment;

              @Override
              public Object invoke(Object self, Method method, Object[] arguments)
                  throws Throwable {
                return method.invoke(delegateTo, arguments);
              }
            });
  }

  /// An environment that lets nobody see what is behind it.
  private static ProcessingEnvironment opaque(ProcessingEnvironment environment) {
    Supplier<ProcessingEnvironment> behind = () -> environment;
    return (ProcessingEnvironment)
        Proxy.newProxyInstance(
            PollenProcessorTest.class.getClassLoader(),
            new Class<?>[] {ProcessingEnvironment.class},
            (self, method, arguments) -> method.invoke(behind.get(), arguments));
  }

  /// A processor that hands another one a wrapped environment.
  private static final class Wrapping extends AbstractProcessor {
    private final Processor inner = new PollenProcessor();
    private final UnaryOperator<ProcessingEnvironment> wrapper;

    Wrapping(UnaryOperator<ProcessingEnvironment> wrapper) {
      this.wrapper = wrapper;
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
      super.init(environment);
      inner.init(wrapper.apply(environment));
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
      return inner.getSupportedAnnotationTypes();
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
      return inner.getSupportedSourceVersion();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
      return inner.process(annotations, round);
    }
  }

  @Test
  void wrappedEnvironmentsAreUnwrapped() throws IOException {
    List<UnaryOperator<ProcessingEnvironment>> wrappers =
        List.of(
            Delegating::new,
            PollenProcessorTest::proxy,
            environment -> proxy(new Delegating(proxy(new Delegating(environment)))));
    for (var wrapper : wrappers) {
      var run = javac(OUTSIDE).processor(new Wrapping(wrapper)).run();
      assertThat(run.ok()).isFalse();
      assertThat(run.messages()).singleElement().asString().contains("[pollen:awaitOutside]");
    }
  }

  @Test
  void anEnvironmentWithoutJavacIsReported() throws IOException {
    var run = javac(OUTSIDE).processor(new Wrapping(PollenProcessorTest::opaque)).run();
    assertThat(run.ok()).isTrue();
    assertThat(run.messages())
        .singleElement()
        .asString()
        .startsWith(
            "warning: Pollen: nothing was checked or woven, because javac cannot be reached");
  }
}
