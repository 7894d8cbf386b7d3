package io.pollen.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every method of `java.nio.file.Files` is there, or has a reason not to be.
class FilesMirrorTest {
  private static final String STREAM =
      "its answer blocks: use AsyncFile, or a blocking stream by AsyncRuntime.asyncRead/asyncWrite";

  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "newInputStream", STREAM,
          "newOutputStream", STREAM,
          "newByteChannel", STREAM,
          "newBufferedReader", STREAM,
          "newBufferedWriter", STREAM,
          "getFileAttributeView",
              "the methods of a view block: use getAttribute, readAttributes, setAttribute");

  private static Stream<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method ->
            Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers()));
  }

  /// The name and the types of the parameters, with their arguments.
  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getGenericParameterTypes())
            .map(Type::getTypeName)
            .collect(Collectors.joining(", ", "(", ")"))
        + (method.isVarArgs() ? " varargs" : "");
  }

  @Test
  void everyMethodIsMirroredOrLeftOutForAReason() {
    List<String> mine = methods(Files.class).map(FilesMirrorTest::signature).toList();
    assertThat(
            methods(java.nio.file.Files.class)
                .filter(method -> !LEFT_OUT.containsKey(method.getName()))
                .map(FilesMirrorTest::signature))
        .hasSizeGreaterThan(50)
        .containsExactlyInAnyOrderElementsOf(mine);
  }

  @Test
  void everyReasonIsNeeded() {
    assertThat(methods(java.nio.file.Files.class).map(Method::getName))
        .containsAll(LEFT_OUT.keySet());
  }

  @Test
  void everyAnswerIsLazy() {
    assertThat(methods(Files.class).map(Method::getReturnType))
        .allMatch(type -> type == Future.class || type == FileItems.class);
  }
}
