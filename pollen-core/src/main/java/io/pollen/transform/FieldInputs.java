package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The inputs of a body whose machine keeps them in the fields that its spills use later: what it
/// has captured by their types, the arguments as the interface hands them over.
final class FieldInputs implements Inputs {
  private final ClassDesc machine;
  private final List<Field> fields = new ArrayList<>();
  private final Map<VType.Kind, Integer> used = new EnumMap<>(VType.Kind.class);

  /// @param type what it comes as
  /// @param argument what an argument is known to be, or null for a captured value
  private record Field(VType.Kind kind, int number, ClassDesc type, @Nullable ClassDesc argument) {}

  /// @param captured the types of the captured values
  /// @param arguments the types that the arguments are known to have
  FieldInputs(ClassDesc machine, List<ClassDesc> captured, List<ClassDesc> arguments) {
    this.machine = machine;
    captured.forEach(type -> add(type, null));
    arguments.forEach(type -> add(ConstantDescs.CD_Object, type));
  }

  private void add(ClassDesc type, @Nullable ClassDesc argument) {
    VType.Kind kind = VType.of(type).kind();
    fields.add(new Field(kind, used.merge(kind, 1, Integer::sum) - 1, type, argument));
  }

  void reserveIn(BodyAnalysis analysis) {
    used.forEach(analysis::reserve);
  }

  /// The type of a method that takes all inputs and makes a machine.
  MethodTypeDesc createType() {
    return MethodTypeDesc.of(machine, fields.stream().map(Field::type).toList());
  }

  /// Moves the parameters of such a method into the machine on the stack.
  void store(CodeBuilder code) {
    int slot = 0;
    for (Field field : fields) {
      code.dup().loadLocal(TypeKind.from(field.type), slot);
      code.putfield(machine, name(field), SpillEmitter.fieldType(field.kind));
      slot += TypeKind.from(field.type).slotSize();
    }
  }

  @Override
  public void push(CodeBuilder code, int input, ClassDesc type) {
    Field field = fields.get(input);
    code.aload(0).getfield(machine, name(field), SpillEmitter.fieldType(field.kind));
    if (field.argument != null && type.isPrimitive()) {
      unbox(code, field.argument, type);
    } else if (field.kind == VType.Kind.REF && !type.equals(ConstantDescs.CD_Object)) {
      code.checkcast(type);
    }
  }

  /// A method reference may take an argument unboxed, and then widened.
  private static void unbox(CodeBuilder code, ClassDesc argument, ClassDesc target) {
    for (TypeKind kind : TypeKind.values()) {
      if (kind != TypeKind.REFERENCE
          && kind != TypeKind.VOID
          && Returns.box(kind.upperBound()).equals(argument)) {
        ClassDesc primitive = kind.upperBound();
        code.checkcast(argument)
            .invokevirtual(
                argument, primitive.displayName() + "Value", MethodTypeDesc.of(primitive))
            .conversion(kind, TypeKind.from(target));
        return;
      }
    }
    throw new IllegalArgumentException("no primitive: " + argument.displayName());
  }

  private static String name(Field field) {
    return SpillEmitter.fieldName(field.kind, field.number);
  }
}
