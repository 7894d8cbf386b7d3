package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;

/// What a body may do in its own class, but not in the class that is generated from it: emitted in
/// another way.
interface AccessSites {

  /// Emits a replacement for `instruction`, if it needs one.
  ///
  /// @return whether it did
  boolean emit(CodeBuilder code, Instruction instruction);

  /// Whether a constructor call needs a replacement. Its object is then made by
  /// [#emitConstruction], after the arguments.
  boolean replacesConstructor(InvokeInstruction call);

  /// Emits the making of an object from the constructor arguments on the stack.
  void emitConstruction(CodeBuilder code, InvokeInstruction call);

  /// For code that stays in its class.
  AccessSites NONE =
      new AccessSites() {
        @Override
        public boolean emit(CodeBuilder code, Instruction instruction) {
          return false;
        }

        @Override
        public boolean replacesConstructor(InvokeInstruction call) {
          return false;
        }

        @Override
        public void emitConstruction(CodeBuilder code, InvokeInstruction call) {
          throw new IllegalStateException("replaces nothing");
        }
      };
}
