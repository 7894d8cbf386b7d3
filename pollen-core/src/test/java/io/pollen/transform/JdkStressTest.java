package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Real code of all shapes: in the JDK's own classes each static call from one reference to another
/// is taken for an await, and the JDK's verifier judges what comes out.
///
/// Every 2nd class of all modules of the image, so that the test stays short;
/// `-Dpollen.stress.stride=1` takes all.
class JdkStressTest {
  private static final int STRIDE = Integer.getInteger("pollen.stress.stride", 2);

  private static final FileSystem IMAGE = FileSystems.getFileSystem(URI.create("jrt:/"));

  private static final PartSize WHOLE = new PartSize(PartSize.MAX_COMPILED, PartSize.MAX_COMPILED);

  private static final ClassDesc MACHINE = ClassDesc.of("stress.Machine");
  private static final ClassDesc ASYNC = ClassDesc.of("io.pollen.Async");

  private static final ClassFile FILES =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.of(List.of(), Map.of(MACHINE, Woven.STATE_MACHINE))
                  .orElse(ClassHierarchyResolver.ofResourceParsing(JdkStressTest::inImage).cached())
                  .orElse(
                      ClassHierarchyResolver.ofClassLoading(JdkStressTest.class.getClassLoader())
                          .cached())));

  private final Map<String, Integer> refused = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();
  private int awaits;
  private int methods;
  private int divided;
  private int number;

  /// The class file in the image, where also those modules are that no class loader of this JVM
  /// knows because nothing requires them.
  private static @Nullable InputStream inImage(ClassDesc type) {
    Path modules = IMAGE.getPath("/packages/" + type.packageName());
    if (!Files.isDirectory(modules)) {
      return null;
    }
    String file = type.packageName().replace('.', '/') + "/" + type.displayName() + ".class";
    try (Stream<Path> found = Files.list(modules)) {
      Path path =
          found
              .map(module -> IMAGE.getPath("/modules/" + module.getFileName(), file))
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
      return path == null ? null : Files.newInputStream(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCandidate(InvokeInstruction call) {
    MethodTypeDesc type = call.typeSymbol();
    return call.opcode() == Opcode.INVOKESTATIC
        && type.parameterCount() == 1
        && !type.parameterType(0).isPrimitive()
        && !type.returnType().isPrimitive();
  }

  private static boolean hasCandidates(MethodModel method) {
    return !method.methodName().equalsString("<init>")
        && method.code().isPresent()
        && method
            .code()
            .get()
            .elementStream()
            .anyMatch(e -> e instanceof InvokeInstruction call && isCandidate(call));
  }

  /// `X.call(a)` becomes `(Result) await((Future) a)`.
  private static void awaiting(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call && isCandidate(call)) {
      code.checkcast(Woven.FUTURE);
      code.invokestatic(ASYNC, "await", MethodTypeDesc.of(ConstantDescs.CD_Object, Woven.FUTURE));
      code.checkcast(call.typeSymbol().returnType());
    } else {
      code.with(element);
    }
  }

  @Test
  void whateverIsGeneratedFromTheJdkVerifies() throws Exception {
    int n = 0;
    int classes = 0;
    try (Stream<Path> files = Files.walk(IMAGE.getPath("/modules"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        if (name.endsWith(".class") && !name.endsWith("-info.class") && n++ % STRIDE == 0) {
          stress(ClassFile.of().parse(Files.readAllBytes(file)));
          classes++;
        }
      }
    }
    System.out.println(
        "JDK stress: "
            + classes
            + " classes, "
            + methods
            + " methods, "
            + awaits
            + " awaits, divided "
            + divided
            + ", refused "
            + refused);
    assertThat(errors).isEmpty();
    assertThat(awaits).isGreaterThan(2_000);
    assertThat(divided).isGreaterThan(1_000);
    assertThat(refused.keySet()).allMatch(reason -> reason.matches("monitor|lock"));
  }

  private void stress(ClassModel original) {
    if (original.methods().stream().noneMatch(JdkStressTest::hasCandidates)) {
      return;
    }
    byte[] awaiting =
        FILES.transformClass(
            original,
            ClassTransform.dropping(e -> e instanceof MethodModel m && !hasCandidates(m))
                .andThen(ClassTransform.transformingMethodBodies(JdkStressTest::awaiting)));
    ClassModel model = ClassFile.of().parse(awaiting);
    List<BodyAnalysis> analyses = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      try {
        BodyAnalysis analysis =
            BodyAnalysis.of(
                BodyCode.of(model, method),
                new ResolvedAwaits(new LoadedClasses(getClass().getClassLoader())));
        analyses.add(analysis);
        awaits += analysis.awaits.size();
        methods++;
      } catch (Refused reason) {
        refused.merge(reason(reason.getMessage()), 1, Integer::sum);
      }
    }
    try {
      verify(model, analyses);
    } catch (RuntimeException e) {
      errors.add(model.thisClass().asInternalName() + ": " + e);
    }
  }

  private static String reason(String message) {
    return message.contains("synchronized")
        ? "monitor"
        : message.contains("may be locked") ? "lock" : message;
  }

  /// The code of the machines is put back into its class, as static methods, so that all its
  /// accesses are right; the machine itself is a class that the verifier is told about.
  private void verify(ClassModel model, List<BodyAnalysis> analyses) {
    byte[] bytes =
        FILES.transformClass(
            model,
            ClassTransform.dropping(MethodModel.class::isInstance)
                .andThen(
                    ClassTransform.endHandler(builder -> {
                      for (BodyAnalysis analysis : analyses) {
                        addMethods(builder, analysis, WHOLE);
                        addMethods(builder, analysis, SmallParts.SIZE);
                      }
                    })));
    for (VerifyError error : FILES.verify(bytes)) {
      errors.add(model.thisClass().asInternalName() + ": " + error.getMessage());
    }
  }

  private void addMethods(ClassBuilder builder, BodyAnalysis analysis, PartSize size) {
    ResumeSource source =
        new ResumeSource(analysis, MACHINE, JdkStressTest::push, AccessSites.NONE, Returns.VALUE);
    ResumeCode code = ResumeCode.of(source, type -> true, size);
    ResumeMethod method =
        new ResumeMethod(analysis.body.host.thisClass().asSymbol(), false, "resume" + number++);
    builder.withMethodBody(
        method.name(),
        ResumeMethod.type(MACHINE),
        ClassFile.ACC_STATIC,
        emitted -> code.emitResume(emitted, method));
    code.addParts(builder, method);
    divided += code.isDivided() ? 1 : 0;
  }

  private static void push(CodeBuilder code, int input, ClassDesc type) {
    VType value = VType.of(type);
    code.aload(0)
        .getfield(
            MACHINE,
            SpillEmitter.fieldName(value.kind(), input),
            SpillEmitter.fieldType(value.kind()));
    ClassDesc cast = value.cast();
    if (cast != null) {
      code.checkcast(cast);
    }
  }
}
