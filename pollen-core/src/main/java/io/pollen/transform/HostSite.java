package io.pollen.transform;

import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;

/// A call site of a generated class that is linked with the rights of the class that its body was
/// written in.
sealed interface HostSite {
  /// A captured value of the body's lambda.
  record Capture(int number) implements HostSite {}

  /// An argument as the type that the body's method declares.
  record Convert() implements HostSite {}

  /// `MethodHandles.lookup()`.
  record Lookup() implements HostSite {}

  /// An invokedynamic of the body.
  record Dynamic(DynamicCallSiteDesc original) implements HostSite {}

  /// A constant that a bootstrap method makes.
  record Constant(DynamicConstantDesc<?> original) implements HostSite {}

  /// An access to a field.
  record Field(Opcode opcode, ClassDesc owner, String name, ClassDesc type) implements HostSite {}

  /// A call of a method or constructor.
  record Call(Opcode opcode, ClassDesc owner, String name, MethodTypeDesc type)
      implements HostSite {}
}
