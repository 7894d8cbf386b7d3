package io.pollen.transform;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// The names that generated code refers to.
final class Woven {
  private Woven() {}

  static final ClassDesc FUTURE = ClassDesc.of("io.pollen.Future");
  static final ClassDesc CONTEXT = ClassDesc.of("io.pollen.Context");
  static final ClassDesc RAW_FUTURE = ClassDesc.of("io.pollen.woven.RawFuture");
  static final ClassDesc STATE_MACHINE = ClassDesc.of("io.pollen.woven.StateMachine");
  static final ClassDesc MACHINE_INFO = ClassDesc.of("io.pollen.woven.MachineInfo");
  static final ClassDesc STARTER = ClassDesc.of("io.pollen.woven.Starter");
  static final ClassDesc LINKS = ClassDesc.of("io.pollen.woven.Links");

  static final String POLL = "pollRaw";
  static final MethodTypeDesc POLL_TYPE = MethodTypeDesc.of(ConstantDescs.CD_Object, CONTEXT);
  static final MethodTypeDesc MACHINE_TYPE =
      MethodTypeDesc.of(
          STATE_MACHINE, ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  static final MethodTypeDesc OBJECT_TO_OBJECT =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
}
