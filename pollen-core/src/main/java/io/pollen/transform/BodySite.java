package io.pollen.transform;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.List;

/// A method that a class file uses as the body of async blocks.
///
/// @param type the body interface that it is used as, by its internal name
/// @param host the class that declares the method
/// @param captured the types of those of its inputs (receiver first) that are known when the body
///   object is made; the others are the arguments
/// @param arguments the types that the arguments are known to have
/// @param overridable whether the object that it is called on may override it
record BodySite(
    BodyKind kind,
    BlockReport.Form form,
    String type,
    ClassModel host,
    MethodModel method,
    List<ClassDesc> captured,
    List<ClassDesc> arguments,
    boolean overridable) {

  /// Two sites with the same method are one block.
  String key() {
    return host.thisClass().asInternalName()
        + "."
        + method.methodName().stringValue()
        + method.methodType().stringValue();
  }
}
