package io.pollen.transform;

import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// Facts about classes as a running class sees them.
final class LoadedClasses implements ClassFacts {
  private final @Nullable ClassLoader loader;

  LoadedClasses(@Nullable ClassLoader loader) {
    this.loader = loader;
  }

  private @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException | LinkageError notThere) {
      return null;
    }
  }

  @Override
  public @Nullable String superclass(String name) {
    Class<?> type = find(name);
    Class<?> parent = type == null ? null : type.getSuperclass();
    return parent == null ? null : parent.getName().replace('.', '/');
  }

  @Override
  public boolean declares(String name, String method, String descriptor) {
    Class<?> type = find(name);
    try {
      return type != null
          && type.getDeclaredMethod(
                  method,
                  MethodType.fromMethodDescriptorString(descriptor, loader).parameterArray())
              != null;
    } catch (NoSuchMethodException inherited) {
      return false;
    }
  }
}
