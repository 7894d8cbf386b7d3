package io.pollen.transform;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What class files say about classes that are not loaded.
final class ClassFiles implements ClassFacts {
  private final ClassSource source;
  private final Map<String, Optional<ClassModel>> models = new HashMap<>();
  private final Set<String> missing = new TreeSet<>();

  ClassFiles(ClassSource source) {
    this.source = source;
  }

  /// @param name an internal name
  /// @return null when there is no such class file, or none that this JDK can read
  @Nullable ClassModel model(String name) {
    return models.computeIfAbsent(name, key -> Optional.ofNullable(read(key))).orElse(null);
  }

  private @Nullable ClassModel read(String name) {
    byte[] bytes = source.find(name);
    try {
      if (bytes != null) {
        return ClassFile.of().parse(bytes);
      }
    } catch (IllegalArgumentException unreadable) {
      // Told as missing: the caller has no more use for it.
    }
    missing.add(name.replace('/', '.'));
    return null;
  }

  /// The classes that were asked for and not found.
  Set<String> missing() {
    return Collections.unmodifiableSet(missing);
  }

  /// Whether the class `name` is `ancestor` or has it among its superclasses and interfaces.
  boolean isSubtype(String name, String ancestor) {
    return isSubtype(name, ancestor, new HashSet<>());
  }

  private boolean isSubtype(String name, String ancestor, Set<String> seen) {
    if (name.equals(ancestor)) {
      return true;
    }
    ClassModel model = name.equals("java/lang/Object") || !seen.add(name) ? null : model(name);
    if (model == null) {
      return false;
    }
    String parent = superclass(model);
    if (parent != null && isSubtype(parent, ancestor, seen)) {
      return true;
    }
    for (ClassEntry type : model.interfaces()) {
      if (isSubtype(type.asInternalName(), ancestor, seen)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable String superclass(String name) {
    ClassModel model = model(name);
    return model == null ? null : superclass(model);
  }

  private static @Nullable String superclass(ClassModel model) {
    return model.superclass().map(ClassEntry::asInternalName).orElse(null);
  }

  @Override
  public boolean declares(String name, String method, String descriptor) {
    ClassModel model = model(name);
    return model != null && ClassBytes.method(model, method, descriptor) != null;
  }

  /// Whether code of `host` may name a class.
  boolean isAccessible(ClassDesc type, ClassDesc host) {
    ClassDesc named = type.isArray() ? elementType(type) : type;
    if (named.isPrimitive() || named.packageName().equals(host.packageName())) {
      return true;
    }
    ClassModel model = model(internalName(named));
    return model == null || model.flags().has(AccessFlag.PUBLIC);
  }

  private static ClassDesc elementType(ClassDesc array) {
    ClassDesc type = array;
    while (type.isArray()) {
      type = type.componentType();
    }
    return type;
  }

  static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1);
  }

  /// For the class-file API. A class that is not there counts as an interface, which is assignable
  /// to and from everything: good enough to know how large code is.
  ClassHierarchyResolver hierarchy() {
    ClassHierarchyResolver known =
        ClassHierarchyResolver.ofResourceParsing(type -> {
          byte[] bytes = source.find(internalName(type));
          return bytes == null ? null : new ByteArrayInputStream(bytes);
        });
    return known.orElse(type -> ClassHierarchyResolver.ClassHierarchyInfo.ofInterface()).cached();
  }
}
