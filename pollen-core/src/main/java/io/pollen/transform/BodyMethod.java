package io.pollen.transform;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;

/// The method that a body runs.
///
/// @param host the class that declares it
/// @param captured how many of its inputs (receiver first) are captured by the body's lambda; the
///   others are the arguments
/// @param ownReceiver whether its receiver is the body object itself
/// @param overridable whether the object that it is called on may override it
record BodyMethod(
    Class<?> host,
    ClassModel model,
    MethodModel method,
    int captured,
    boolean ownReceiver,
    boolean overridable) {}
