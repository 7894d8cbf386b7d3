package io.pollen.compiler.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.AwaitTree;
import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Waker;
import io.pollen.woven.MachineInfo;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A library that was woven for the previous number of the ABI runs with this pollen-core. The jar
/// holds `Woven1.java`, which lies beside it, as the weaver of number 1 wove it.
class PreviousAbiTest {
  private static final String JAR = "/woven-abi-1/woven.jar";

  private final Map<String, byte[]> classes = new HashMap<>();
  private final CompletableFuture<Integer> gate = new CompletableFuture<>();
  private final Context nobody = Context.of(Waker.noop());

  @BeforeEach
  void read() throws IOException {
    try (InputStream in = PreviousAbiTest.class.getResourceAsStream(JAR);
        JarInputStream jar = new JarInputStream(in)) {
      for (JarEntry entry; (entry = jar.getNextJarEntry()) != null; ) {
        if (entry.getName().endsWith(".class")) {
          classes.put(entry.getName().replace(".class", ""), jar.readAllBytes());
        }
      }
    }
  }

  @Test
  void theJarIsOfTheNumberBefore() {
    List<Integer> numbers =
        classes.entrySet().stream()
            .filter(entry -> entry.getKey().contains("$woven"))
            .map(entry -> number(ClassFile.of().parse(entry.getValue())))
            .distinct()
            .toList();
    assertThat(numbers).containsExactly(MachineInfo.ABI - 1);
  }

  private static int number(ClassModel machine) {
    return machine.methods().stream()
        .filter(method -> method.methodName().equalsString("<clinit>"))
        .flatMap(method -> method.code().orElseThrow().elementStream())
        .filter(ConstantInstruction.class::isInstance)
        .map(constant -> (Integer) ((ConstantInstruction) constant).constantValue())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void blocksResumeWithAllKindsOfValues() throws Exception {
    Future<?> block = call("kinds", gate, 5L, 2.5, "text");
    assertThat(RawFuture.poll(block, nobody)).isSameAs(RawFuture.PENDING);
    assertThat(AwaitTree.of(block).toString()).contains("Woven1.kinds (Woven1.java:");
    gate.complete(3);
    assertThat(Drive.drive(block)).isEqualTo("text 5 2.5 1.5 true");
  }

  @Test
  void failuresAreCaughtAndCleanupsRun() throws Exception {
    gate.complete(10);
    assertThat(Drive.drive(call("caught", gate))).isEqualTo(10 + 100 + 12);
    assertThat(seen()).containsExactly("finally 0", "finally 1", "finally 2");
  }

  @Test
  void aDropRunsTheCleanup() throws Exception {
    Future<?> block = call("caught", gate);
    assertThat(RawFuture.poll(block, nobody)).isSameAs(RawFuture.PENDING);
    block.drop();
    assertThat(seen()).containsExactly("finally 0");
  }

  @Test
  @SuppressWarnings("unchecked")
  void bodiesThatAreKeptStartMoreThanOnce() throws Exception {
    gate.complete(1);
    AsyncBody<Integer> kept = (AsyncBody<Integer>) invoke("kept", gate);
    assertThat(Drive.drive(kept.start())).isEqualTo(2);
    assertThat(Drive.drive(kept.start())).isEqualTo(2);
    AsyncFunction<String, Integer> reference = (AsyncFunction<String, Integer>) invoke("reference");
    assertThat(Drive.drive(reference.start("four"))).isEqualTo(5);
    AsyncBody<String> own =
        (AsyncBody<String>)
            library()
                .loadClass("Woven1$Own")
                .getConstructor(CompletableFuture.class)
                .newInstance(gate);
    assertThat(Drive.drive(own.start())).isEqualTo("own 1");
  }

  @Test
  void anyOtherNumberIsRefusedWithWhatToDo() throws Exception {
    classes.computeIfPresent("Woven1$later$woven1", (name, bytes) -> renumbered(bytes, 99));
    assertThatThrownBy(() -> Drive.drive(call("caught", gate)))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .rootCause()
        .hasMessageContaining("was woven for version 99")
        .hasMessageContaining("use the same release of Pollen for weaving and running");
  }

  private static byte[] renumbered(byte[] machine, int number) {
    boolean[] done = {false};
    return ClassFile.of()
        .transformClass(
            ClassFile.of().parse(machine),
            ClassTransform.transformingMethods(
                method -> method.methodName().equalsString("<clinit>"),
                MethodTransform.transformingCode((code, element) -> {
                  if (element instanceof ConstantInstruction && !done[0]) {
                    done[0] = true;
                    code.loadConstant(number);
                  } else {
                    code.with(element);
                  }
                })));
  }

  private Optional<ClassLoader> loader = Optional.empty();

  private ClassLoader library() {
    if (loader.isEmpty()) {
      loader =
          Optional.of(
              new ClassLoader(PreviousAbiTest.class.getClassLoader()) {
                @Override
                protected Class<?> findClass(String name) throws ClassNotFoundException {
                  byte[] bytes = classes.get(name.replace('.', '/'));
                  if (bytes == null) {
                    throw new ClassNotFoundException(name);
                  }
                  return defineClass(name, bytes, 0, bytes.length);
                }
              });
    }
    return loader.get();
  }

  private Future<?> call(String method, Object... arguments) throws Exception {
    return (Future<?>) invoke(method, arguments);
  }

  private Object invoke(String name, Object... arguments) throws Exception {
    for (var method : library().loadClass("Woven1").getMethods()) {
      if (method.getName().equals(name)) {
        try {
          return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause() instanceof Exception cause ? cause : e;
        }
      }
    }
    throw new NoSuchMethodException(name);
  }

  @SuppressWarnings("unchecked")
  private List<String> seen() throws Exception {
    return (List<String>) library().loadClass("Woven1").getField("SEEN").get(null);
  }
}
