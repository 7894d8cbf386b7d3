package io.pollen.transform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The class files of running classes, as their loaders serve them.
final class ClassBytes {
  private ClassBytes() {}

  private static final ClassValue<AtomicReference<@Nullable SoftReference<ClassModel>>> PARSED =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable SoftReference<ClassModel>> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  /// @return null when the loader does not serve the class's bytes
  static @Nullable ClassModel of(Class<?> type) {
    if (type.isHidden() || type.isArray() || type.isPrimitive()) {
      return null;
    }
    var cached = PARSED.get(type);
    SoftReference<ClassModel> reference = cached.get();
    ClassModel known = reference == null ? null : reference.get();
    if (known != null) {
      return known;
    }
    ClassModel parsed = read(type);
    if (parsed != null) {
      cached.set(new SoftReference<>(parsed));
    }
    return parsed;
  }

  private static @Nullable ClassModel read(Class<?> type) {
    String name = type.getName();
    String resource = name.substring(name.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        return null;
      }
      ClassModel model = ClassFile.of().parse(in.readAllBytes());
      // The JDK fills the list of bootstrap methods at its first use and without a lock, so another
      // thread could see it empty: filled here, before threads share the model.
      var _ = model.constantPool().bootstrapMethodCount();
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + name, e);
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "cannot read the class file of "
              + name
              + ": this JDK knows versions up to "
              + ClassFile.latestMajorVersion()
              + "; compile for it or run on the JDK that you compile with",
          e);
    }
  }

  /// @return null when `model` has no such method
  static @Nullable MethodModel method(ClassModel model, String name, String descriptor) {
    for (MethodModel method : model.methods()) {
      if (method.methodName().equalsString(name) && method.methodType().equalsString(descriptor)) {
        return method;
      }
    }
    return null;
  }
}
