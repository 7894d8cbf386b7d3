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
///
/// The JDK's class models fill themselves in as they are read, without locks: two threads must not
/// read one at the same time. So a model belongs to whoever has taken it, until it is given back
/// for the next body of the same class; who comes meanwhile parses one of his own.
final class ClassBytes {
  private ClassBytes() {}

  private static final ClassValue<AtomicReference<@Nullable SoftReference<ClassModel>>> PARSED =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable SoftReference<ClassModel>> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  /// The model of `type`, for the caller alone.
  ///
  /// @return null when the loader does not serve the class's bytes
  static @Nullable ClassModel take(Class<?> type) {
    if (type.isHidden() || type.isArray() || type.isPrimitive()) {
      return null;
    }
    SoftReference<ClassModel> reference = PARSED.get(type).getAndSet(null);
    ClassModel known = reference == null ? null : reference.get();
    return known != null ? known : read(type);
  }

  /// For the next body of `type`. The caller keeps nothing of the model.
  static void giveBack(Class<?> type, ClassModel model) {
    PARSED.get(type).set(new SoftReference<>(model));
  }

  private static @Nullable ClassModel read(Class<?> type) {
    String name = type.getName();
    String resource = name.substring(name.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        return null;
      }
      return ClassFile.of().parse(in.readAllBytes());
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
