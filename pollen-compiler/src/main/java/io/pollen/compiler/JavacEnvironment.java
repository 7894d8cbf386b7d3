package io.pollen.compiler;

import com.sun.source.util.JavacTask;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import org.jspecify.annotations.Nullable;

/// Finds javac behind a processing environment.
///
/// Build servers hand processors an environment of their own around javac's: IntelliJ's a dynamic
/// proxy, Gradle's an object that delegates. Neither has a public way in. So what the wrapper holds
/// is looked through: fields, the handler of a proxy, and methods without arguments whose type is
/// an environment.
///
/// @param processing javac's own environment. What a build server watches through its wrapper, such
///   as reading a resource, goes by it unnoticed
record JavacEnvironment(JavacTask task, ProcessingEnvironment processing) {

  /// Wrappers around wrappers; more objects than that belong to no wrapper.
  private static final int MAX_LOOKS = 64;

  /// @return empty when there is no javac, or none that can be reached
  static Optional<JavacEnvironment> behind(ProcessingEnvironment environment) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> candidates = new ArrayDeque<>();
    candidates.add(environment);
    while (!candidates.isEmpty() && seen.size() < MAX_LOOKS) {
      Object candidate = candidates.poll();
      if (!seen.add(candidate)) {
        continue;
      }
      if (candidate instanceof ProcessingEnvironment inner) {
        Optional<JavacEnvironment> javac = javac(inner);
        if (javac.isPresent()) {
          return javac;
        }
      }
      look(candidate, candidates);
    }
    return Optional.empty();
  }

  private static Optional<JavacEnvironment> javac(ProcessingEnvironment environment) {
    try {
      return Optional.of(new JavacEnvironment(JavacTask.instance(environment), environment));
    } catch (IllegalArgumentException notJavacs) {
      return Optional.empty();
    }
  }

  private static void look(Object wrapper, Deque<Object> candidates) {
    if (Proxy.isProxyClass(wrapper.getClass())) {
      candidates.add(Proxy.getInvocationHandler(wrapper));
      return;
    }
    for (Class<?> type = wrapper.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        // By the value and not by the declared type: a proxy's handler may keep it as an Object.
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          addEnvironment(read(field, wrapper), candidates);
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        if (method.getParameterCount() == 0
            && ProcessingEnvironment.class.isAssignableFrom(method.getReturnType())
            && !Modifier.isStatic(method.getModifiers())) {
          addEnvironment(call(method, wrapper), candidates);
        }
      }
    }
  }

  private static void addEnvironment(@Nullable Object value, Deque<Object> candidates) {
    if (value instanceof ProcessingEnvironment) {
      candidates.add(value);
    }
  }

  private static @Nullable Object read(Field field, Object wrapper) {
    try {
      return open(field) ? field.get(wrapper) : null;
    } catch (IllegalAccessException closed) {
      return null;
    }
  }

  private static @Nullable Object call(Method method, Object wrapper) {
    try {
      return open(method) ? method.invoke(wrapper) : null;
    } catch (ReflectiveOperationException refused) {
      return null;
    }
  }

  private static boolean open(AccessibleObject member) {
    try {
      return member.trySetAccessible();
    } catch (InaccessibleObjectException | SecurityException closed) {
      return false;
    }
  }
}
