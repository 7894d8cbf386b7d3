package io.pollen.transform;

import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import org.jspecify.annotations.Nullable;

/// What an await waits for.
enum AwaitForm {
  FUTURE(Woven.FUTURE),
  STAGE(ClassDesc.of("java.util.concurrent.CompletionStage"));

  final ClassDesc awaited;

  AwaitForm(ClassDesc awaited) {
    this.awaited = awaited;
  }

  /// Tells awaits from other calls.
  @FunctionalInterface
  interface Recognizer {
    /// @return null when the call is no await
    @Nullable AwaitForm formOf(InvokeInstruction call);
  }
}
