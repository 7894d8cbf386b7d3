package io.pollen.transform;

import io.pollen.woven.AwaitStack;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Where the code lies that runs a body from await to await.
///
/// @param owner the class that has the method
/// @param name the method's name
record ResumeMethod(ClassDesc owner, boolean inInterface, String name) {

  /// The type of a static one.
  static MethodTypeDesc type(ClassDesc machine) {
    return MethodTypeDesc.of(ConstantDescs.CD_Object, machine, Woven.CONTEXT);
  }

  /// The name of the method that has a part of the code.
  ///
  /// @param number from 1
  String partName(int number) {
    return name + AwaitStack.PART + number;
  }

  /// The type of the methods of parts: the last parameter is the state to go on from.
  static MethodTypeDesc partType(ClassDesc machine) {
    return MethodTypeDesc.of(ConstantDescs.CD_Object, machine, Woven.CONTEXT, ConstantDescs.CD_int);
  }
}
