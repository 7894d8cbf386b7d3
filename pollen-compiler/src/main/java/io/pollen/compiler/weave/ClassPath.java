package io.pollen.compiler.weave;

import io.pollen.transform.BodyKind;
import io.pollen.transform.ClassFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/// Classes as their files tell of them: nothing is loaded. Looks through directories and jars in
/// their order, then the JDK, then, for Pollen itself, where the weaver comes from.
///
/// For one thread.
final class ClassPath implements ClassFacts, AutoCloseable {
  private final List<JarFile> jars = new ArrayList<>();
  private final List<Object> order = new ArrayList<>();
  private final Function<String, Optional<byte[]>> others;
  private final Map<String, @Nullable Facts> known = new HashMap<>();
  private final Map<String, @Nullable BodyKind> kinds = new HashMap<>();

  private record Facts(
      boolean isInterface,
      boolean isPublic,
      @Nullable String superclass,
      List<String> interfaces,
      Set<String> methods) {

    static Facts of(ClassModel model) {
      Set<String> methods = new HashSet<>();
      model
          .methods()
          .forEach(m -> methods.add(m.methodName().stringValue() + m.methodType().stringValue()));
      return new Facts(
          model.flags().has(AccessFlag.INTERFACE),
          model.flags().has(AccessFlag.PUBLIC),
          model.superclass().map(c -> c.asInternalName()).orElse(null),
          model.interfaces().stream().map(c -> c.asInternalName()).toList(),
          methods);
    }
  }

  /// @param entries directories and jars; what does not exist is passed over, as javac does
  /// @param others where else to look: from a name with slashes to a class file
  ClassPath(List<Path> entries, Function<String, Optional<byte[]>> others) throws IOException {
    this.others = others;
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        order.add(entry);
      } else if (Files.isRegularFile(entry)) {
        JarFile jar = new JarFile(entry.toFile(), false, JarFile.OPEN_READ, Runtime.version());
        jars.add(jar);
        order.add(jar);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }

  /// The bytes of a class file, or null when there is none.
  byte @Nullable [] bytes(String name) {
    String file = name + ".class";
    try {
      for (Object entry : order) {
        if (entry instanceof Path directory) {
          Path path = directory.resolve(file);
          if (Files.isRegularFile(path)) {
            return Files.readAllBytes(path);
          }
        } else if (entry instanceof JarFile jar) {
          ZipEntry found = jar.getEntry(file);
          if (found != null) {
            try (InputStream in = jar.getInputStream(found)) {
              return in.readAllBytes();
            }
          }
        }
      }
      Optional<byte[]> other = others.apply(name);
      if (other.isPresent()) {
        return other.get();
      }
      ClassLoader fallback =
          name.startsWith("io/pollen/")
              ? ClassPath.class.getClassLoader()
              : ClassLoader.getPlatformClassLoader();
      try (InputStream in = fallback.getResourceAsStream(file)) {
        return in == null ? null : in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read class " + name, e);
    }
  }

  private @Nullable Facts facts(String name) {
    if (!known.containsKey(name)) {
      known.put(name, read(name));
    }
    return known.get(name);
  }

  private @Nullable Facts read(String name) {
    byte[] bytes = bytes(name);
    try {
      return bytes == null ? null : Facts.of(ClassFile.of().parse(bytes));
    } catch (IllegalArgumentException unreadable) {
      return null;
    }
  }

  /// A class of machines that is being made.
  void putMachine(ClassDesc machine) {
    known.put(
        internalName(machine),
        new Facts(false, false, "io/pollen/woven/StateMachine", List.of(), Set.of()));
  }

  @Override
  public @Nullable String superclass(String name) {
    Facts facts = facts(name);
    return facts == null ? null : facts.superclass;
  }

  @Override
  public boolean declares(String name, String method, String descriptor) {
    Facts facts = facts(name);
    return facts != null && facts.methods.contains(method + descriptor);
  }

  /// Whether code of `host` may name a class; yes for what cannot be found.
  boolean isAccessible(ClassDesc type, ClassDesc host) {
    ClassDesc element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    if (element.isPrimitive() || element.packageName().equals(host.packageName())) {
      return true;
    }
    Facts facts = facts(internalName(element));
    return facts == null || facts.isPublic;
  }

  /// Which form of async body an interface or class is, or null when it is none.
  @Nullable BodyKind bodyKind(ClassDesc type) {
    return type.isClassOrInterface() ? bodyKind(internalName(type)) : null;
  }

  private @Nullable BodyKind bodyKind(String name) {
    if (!kinds.containsKey(name)) {
      kinds.put(name, null); // ends cycles, which only broken class files have
      kinds.put(name, findBodyKind(name));
    }
    return kinds.get(name);
  }

  private @Nullable BodyKind findBodyKind(String name) {
    for (BodyKind kind : BodyKind.values()) {
      if (name.equals(kind.type.getName().replace('.', '/'))) {
        return kind;
      }
    }
    Facts facts = name.startsWith("java/") ? null : facts(name);
    if (facts == null) {
      return null;
    }
    for (String parent : facts.interfaces) {
      BodyKind kind = bodyKind(parent);
      if (kind != null) {
        return kind;
      }
    }
    return facts.superclass == null ? null : bodyKind(facts.superclass);
  }

  /// For the stack maps of generated code.
  ClassHierarchyResolver hierarchy() {
    return type -> {
      Facts facts = facts(internalName(type));
      if (facts == null) {
        return null;
      }
      return facts.isInterface
          ? ClassHierarchyResolver.ClassHierarchyInfo.ofInterface()
          : ClassHierarchyResolver.ClassHierarchyInfo.ofClass(
              facts.superclass == null ? null : ClassDesc.ofInternalName(facts.superclass));
    };
  }

  static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1);
  }
}
