package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;

/// Where a machine finds what its body starts with.
@FunctionalInterface
interface Inputs {
  /// Pushes input number `input` of the body (the receiver, if there is one, and the parameters).
  void push(CodeBuilder code, int input, ClassDesc type);
}
