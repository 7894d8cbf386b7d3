package io.pollen.transform;

import java.io.Serializable;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the method that a body runs: that of a lambda or method reference, or the one that a class
/// implements the body's interface with.
final class BodyMethods {
  private BodyMethods() {}

  /// @return null when the method cannot be seen, or cannot contain awaits
  static @Nullable BodyMethod of(BodyKind kind, Serializable body) {
    SerializedLambda lambda = LambdaOrigin.of(body);
    if (lambda != null && lambda.getFunctionalInterfaceMethodName().equals(kind.method)) {
      return ofLambda(body.getClass(), lambda);
    }
    return ofClass(kind, body.getClass());
  }

  private static @Nullable BodyMethod ofLambda(Class<?> lambdaClass, SerializedLambda lambda) {
    if (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
      return null;
    }
    Class<?> host = load(lambda.getImplClass().replace('/', '.'), lambdaClass.getClassLoader());
    ClassModel model = host == null ? null : ClassBytes.take(host);
    MethodModel method =
        model == null
            ? null
            : ClassBytes.method(model, lambda.getImplMethodName(), lambda.getImplMethodSignature());
    if (host == null || model == null || method == null) {
      return null;
    }
    boolean overridable =
        !method.flags().has(AccessFlag.STATIC)
            && !method.flags().has(AccessFlag.PRIVATE)
            && !method.flags().has(AccessFlag.FINAL)
            && !Modifier.isFinal(host.getModifiers());
    return new BodyMethod(host, model, method, lambda.getCapturedArgCount(), false, overridable);
  }

  private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /// The class of the body is known exactly, so is what its method resolves to.
  private static @Nullable BodyMethod ofClass(BodyKind kind, Class<?> body) {
    Class<?>[] parameters = new Class<?>[kind.arguments];
    Arrays.fill(parameters, Object.class);
    try {
      Method found = body.getMethod(kind.method, parameters);
      while (true) {
        Class<?> host = found.getDeclaringClass();
        ClassModel model = ClassBytes.take(host);
        if (model == null) {
          return null;
        }
        String descriptor =
            MethodType.methodType(found.getReturnType(), found.getParameterTypes())
                .toMethodDescriptorString();
        MethodModel method = ClassBytes.method(model, kind.method, descriptor);
        if (method == null || method.code().isEmpty()) {
          return null;
        }
        if (!found.isBridge()) {
          return new BodyMethod(host, model, method, 0, true, false);
        }
        found = bridged(body, method);
      }
    } catch (NoSuchMethodException | ClassNotFoundException e) {
      return null;
    }
  }

  /// What a bridge method calls.
  private static Method bridged(Class<?> body, MethodModel bridge)
      throws NoSuchMethodException, ClassNotFoundException {
    for (var element : bridge.code().orElseThrow()) {
      if (element instanceof InvokeInstruction call
          && call.name().equalsString(bridge.methodName().stringValue())) {
        MethodTypeDesc type = call.typeSymbol();
        MethodType called =
            MethodType.fromMethodDescriptorString(type.descriptorString(), body.getClassLoader());
        for (Method candidate : body.getMethods()) {
          if (candidate.getName().equals(bridge.methodName().stringValue())
              && candidate.getReturnType() == called.returnType()
              && Arrays.equals(candidate.getParameterTypes(), called.parameterArray())) {
            return candidate;
          }
        }
      }
    }
    throw new NoSuchMethodException("bridge without target");
  }

  /// @throws Refused when the method that a body is made of may not have awaits
  static void refuseUnsuspendable(MethodModel method, boolean overridable, BodyCode code) {
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
      throw new Refused(
          "await inside the synchronized method "
              + code.at(0)
              + ": a monitor belongs to a thread, and a suspended block has none. Remove"
              + " synchronized, or use io.pollen.sync.Mutex");
    }
    if (overridable) {
      throw new Refused(
          "await in the overridable method "
              + code.at(0)
              + ", which is used as an async body by a method reference: the object may have another"
              + " one. Make the method private, static or final, or let it return a Future:"
              + " return async(() -> ...)");
    }
  }
}
