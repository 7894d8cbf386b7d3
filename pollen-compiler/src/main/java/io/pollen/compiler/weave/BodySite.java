package io.pollen.compiler.weave;

import io.pollen.transform.BodyKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lambda or method reference of a body interface, as compilers write it.
///
/// @param type the interface
/// @param captured the types of the values that it captures
/// @param target the method that it runs
/// @param sams the erased types of the interface's method, bridges included
/// @param arguments the types that its arguments are known to have
/// @param markers further interfaces
record BodySite(
    BodyKind kind,
    ClassDesc type,
    List<ClassDesc> captured,
    DirectMethodHandleDesc target,
    List<MethodTypeDesc> sams,
    List<ClassDesc> arguments,
    List<ClassDesc> markers) {

  /// @return null when the instruction makes no async body
  static @Nullable BodySite of(InvokeDynamicInstruction dynamic, ClassPath classes) {
    ClassDesc type = dynamic.typeSymbol().returnType();
    if (!dynamic
            .bootstrapMethod()
            .owner()
            .descriptorString()
            .equals("Ljava/lang/invoke/LambdaMetafactory;")
        || dynamic.bootstrapArgs().size() < 3) {
      return null;
    }
    BodyKind kind = classes.bodyKind(type);
    if (kind == null
        || !dynamic.name().equalsString(kind.method)
        || !(dynamic.bootstrapArgs().get(0) instanceof MethodTypeDesc sam)
        || !(dynamic.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc target)
        || !(dynamic.bootstrapArgs().get(2) instanceof MethodTypeDesc instantiated)) {
      return null;
    }
    List<MethodTypeDesc> sams = new ArrayList<>(List.of(sam));
    List<ClassDesc> markers = new ArrayList<>();
    readExtras(dynamic.bootstrapArgs(), sams, markers);
    return new BodySite(
        kind,
        type,
        dynamic.typeSymbol().parameterList(),
        target,
        sams,
        instantiated.parameterList(),
        markers);
  }

  /// What `altMetafactory` gets more: flags, then for some of them a count and a list.
  private static void readExtras(
      List<ConstantDesc> arguments, List<MethodTypeDesc> bridges, List<ClassDesc> markers) {
    if (arguments.size() < 4 || !(arguments.get(3) instanceof Integer flags)) {
      return;
    }
    int at = 4;
    if ((flags & LambdaMetafactory.FLAG_MARKERS) != 0) {
      int end = at + 1 + (Integer) arguments.get(at);
      while (++at < end) {
        markers.add((ClassDesc) arguments.get(at));
      }
    }
    if ((flags & LambdaMetafactory.FLAG_BRIDGES) != 0) {
      int end = at + 1 + (Integer) arguments.get(at);
      while (++at < end) {
        bridges.add((MethodTypeDesc) arguments.get(at));
      }
    }
  }
}
