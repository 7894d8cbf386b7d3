package io.pollen.compiler.weave;

import io.pollen.transform.WovenBlock;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/// Generates the class that a lambda of a body interface becomes: it keeps the captured values, and
/// makes a fresh machine for each start.
final class BodyClass {
  /// The static method that makes an object from the captured values.
  static final String OF = "of";

  private static final ClassDesc BASE = ClassDesc.of("io.pollen.woven.WovenBody");
  private static final String ONLY = "ONLY";

  private final ClassDesc self;
  private final BodySite site;
  private final ClassDesc machine;
  private final MethodTypeDesc create;
  private final boolean awaits;

  private BodyClass(
      ClassDesc self, BodySite site, ClassDesc machine, MethodTypeDesc create, boolean awaits) {
    this.self = self;
    this.site = site;
    this.machine = machine;
    this.create = create;
    this.awaits = awaits;
  }

  /// @param create the type of the machine's factory
  /// @param awaits whether the body has awaits
  static byte[] generate(
      ClassDesc self,
      BodySite site,
      ClassDesc machine,
      MethodTypeDesc create,
      boolean awaits,
      ClassDesc nestHost) {
    BodyClass body = new BodyClass(self, site, machine, create, awaits);
    return ClassFile.of()
        .build(
            self,
            builder -> {
              builder.with(NestHostAttribute.of(nestHost));
              body.build(builder);
            });
  }

  static MethodTypeDesc factoryType(BodySite site) {
    return MethodTypeDesc.of(site.type(), site.captured());
  }

  private void build(ClassBuilder builder) {
    List<ClassDesc> interfaces = new ArrayList<>(List.of(site.type()));
    site.markers().stream().filter(m -> !interfaces.contains(m)).forEach(interfaces::add);
    builder
        .withVersion(ClassFile.JAVA_25_VERSION, 0)
        .withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC, AccessFlag.SUPER)
        .withSuperclass(BASE)
        .withInterfaceSymbols(interfaces);
    for (int i = 0; i < site.captured().size(); i++) {
      builder.withField(
          field(i), site.captured().get(i), ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
    }
    MethodTypeDesc constructor = MethodTypeDesc.of(ConstantDescs.CD_void, site.captured());
    builder.withMethodBody(
        ConstantDescs.INIT_NAME, constructor, ClassFile.ACC_PRIVATE, this::constructor);
    builder.withMethodBody(
        OF,
        factoryType(site),
        ClassFile.ACC_STATIC,
        code -> {
          if (site.captured().isEmpty()) {
            code.getstatic(self, ONLY, self);
          } else {
            pushNew(code);
          }
          code.areturn();
        });
    if (site.captured().isEmpty()) {
      // As with the JDK's lambdas, one that captures nothing is one object.
      builder.withField(
          ONLY, self, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
      builder.withMethodBody(
          ConstantDescs.CLASS_INIT_NAME,
          ConstantDescs.MTD_void,
          ClassFile.ACC_STATIC,
          code -> {
            pushNew(code);
            code.putstatic(self, ONLY, self).return_();
          });
    }
    builder.withMethodBody(
        "machine",
        OwnBody.MACHINE_TYPE,
        ClassFile.ACC_PUBLIC,
        code -> {
          pushMachine(code, 2);
          code.areturn();
        });
    site.sams().stream()
        .distinct()
        .forEach(sam ->
            builder.withMethodBody(
                site.kind().method, sam, ClassFile.ACC_PUBLIC, code -> emitSam(code, sam)));
  }

  private void constructor(CodeBuilder code) {
    code.aload(0).invokespecial(BASE, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
    int slot = 1;
    for (int i = 0; i < site.captured().size(); i++) {
      ClassDesc type = site.captured().get(i);
      code.aload(0).loadLocal(TypeKind.from(type), slot).putfield(self, field(i), type);
      slot += TypeKind.from(type).slotSize();
    }
    code.return_();
  }

  /// With the captured values in the first slots.
  private void pushNew(CodeBuilder code) {
    code.new_(self).dup();
    int slot = 0;
    for (ClassDesc type : site.captured()) {
      code.loadLocal(TypeKind.from(type), slot);
      slot += TypeKind.from(type).slotSize();
    }
    code.invokespecial(
        self, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, site.captured()));
  }

  private void pushMachine(CodeBuilder code, int firstArgument) {
    for (int i = 0; i < site.captured().size(); i++) {
      code.aload(0).getfield(self, field(i), site.captured().get(i));
    }
    for (int i = 0; i < site.kind().arguments; i++) {
      code.aload(firstArgument + i);
    }
    code.invokestatic(machine, WovenBlock.CREATE, create);
  }

  private void emitSam(CodeBuilder code, MethodTypeDesc sam) {
    pushMachine(code, 1);
    code.loadConstant(awaits ? 1 : 0)
        .invokestatic(
            BASE,
            "call",
            MethodTypeDesc.of(
                ConstantDescs.CD_Object, OwnBody.STATE_MACHINE, ConstantDescs.CD_boolean));
    if (TypeKind.from(sam.returnType()) == TypeKind.VOID) {
      code.return_();
    } else {
      code.checkcast(sam.returnType()).areturn();
    }
  }

  private static String field(int captured) {
    return "captured" + captured;
  }
}
