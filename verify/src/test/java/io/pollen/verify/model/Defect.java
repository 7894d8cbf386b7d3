package io.pollen.verify.model;

import java.lang.classfile.instruction.InvokeInstruction;

/// A mistake that is put into a loaded class: in one method, calls of another one are not made.
///
/// @param owner the class, without its package
/// @param method in which method
/// @param callOwner what class's method is called there, without its package
/// @param call which call is left out
/// @param answer what it answers then; of a call without answer it does not matter
public record Defect(String owner, String method, String callOwner, String call, int answer) {
  /// Stands for no mistake.
  public static final Defect NONE = new Defect("", "", "", "", 0);

  boolean hits(String className, String methodName, InvokeInstruction invoke) {
    String called = invoke.owner().asInternalName();
    return className.endsWith("/" + owner)
        && methodName.equals(method)
        && called.endsWith("/" + callOwner)
        && invoke.name().equalsString(call);
  }

  @Override
  public String toString() {
    return owner + "." + method + " without " + callOwner + "." + call;
  }
}
