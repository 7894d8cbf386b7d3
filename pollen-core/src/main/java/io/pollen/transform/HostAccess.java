package io.pollen.transform;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Replaces what a class generated into the host's package, but outside its nest, may not do:
/// private members, protected members inherited from other packages, `super` calls, nested lambdas
/// and everything else that depends on who the caller is.
final class HostAccess implements AccessSites {
  private static final DirectMethodHandleDesc BOOTSTRAP =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          Woven.LINKS,
          "link",
          MethodTypeDesc.of(
              ConstantDescs.CD_CallSite,
              ConstantDescs.CD_MethodHandles_Lookup,
              ConstantDescs.CD_String,
              ConstantDescs.CD_MethodType,
              ConstantDescs.CD_int));

  /// Bootstraps that ask nothing of their caller: left to the JVM, they link faster.
  private static final Set<String> INDIFFERENT =
      Set.of("java/lang/invoke/StringConcatFactory", "java/lang/runtime/SwitchBootstraps");

  private final Class<?> host;
  private final ClassDesc hostDesc;
  private final Set<String> inheritedProtected = new HashSet<>();
  private final List<HostSite> sites = new ArrayList<>();

  HostAccess(Class<?> host, ClassDesc hostDesc) {
    this.host = host;
    this.hostDesc = hostDesc;
    for (Class<?> c = host.getSuperclass(); c != null; c = c.getSuperclass()) {
      if (!samePackage(c)) {
        addProtected(c);
      }
    }
  }

  List<HostSite> sites() {
    return List.copyOf(sites);
  }

  private boolean samePackage(Class<?> other) {
    return other.getPackageName().equals(host.getPackageName())
        && other.getClassLoader() == host.getClassLoader();
  }

  private void addProtected(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isProtected(method.getModifiers())) {
        MethodType signature =
            MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        inheritedProtected.add(method.getName() + signature.toMethodDescriptorString());
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isProtected(field.getModifiers())) {
        inheritedProtected.add(field.getName() + ":" + field.getType().descriptorString());
      }
    }
  }

  /// Emits a call of a new site.
  void emitSite(CodeBuilder code, HostSite site, String name, MethodTypeDesc type) {
    code.invokedynamic(DynamicCallSiteDesc.of(BOOTSTRAP, name, type, number(site)));
  }

  /// A constant is made once for a class: its places share a site.
  private int number(HostSite site) {
    int known = site instanceof HostSite.Constant ? sites.indexOf(site) : -1;
    if (known >= 0) {
      return known;
    }
    sites.add(site);
    return sites.size() - 1;
  }

  @Override
  public boolean emit(CodeBuilder code, Instruction instruction) {
    if (instruction instanceof InvokeInstruction call) {
      return emitCall(code, call);
    } else if (instruction instanceof FieldInstruction field) {
      return emitField(code, field);
    } else if (instruction instanceof InvokeDynamicInstruction dynamic) {
      return emitDynamic(code, dynamic);
    }
    return instruction instanceof LoadConstantInstruction constant && emitConstant(code, constant);
  }

  private boolean emitCall(CodeBuilder code, InvokeInstruction call) {
    String name = call.name().stringValue();
    if (name.equals("<init>")) {
      return false;
    }
    MethodTypeDesc type = call.typeSymbol();
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    if (isStatic
        && name.equals("lookup")
        && call.owner().asInternalName().equals("java/lang/invoke/MethodHandles")) {
      emitSite(code, new HostSite.Lookup(), name, type);
      return true;
    }
    boolean special = call.opcode() == Opcode.INVOKESPECIAL;
    if (!special
        && !isInheritedProtected(call.owner(), name + call.type().stringValue())
        && !isPrivate(call.owner(), name, type)) {
      return false;
    }
    ClassDesc owner = call.owner().asSymbol();
    MethodTypeDesc siteType =
        isStatic ? type : type.insertParameterTypes(0, special ? hostDesc : owner);
    emitSite(code, new HostSite.Call(call.opcode(), owner, name, type), name, siteType);
    return true;
  }

  private boolean emitField(CodeBuilder code, FieldInstruction field) {
    String name = field.name().stringValue();
    ClassDesc type = field.typeSymbol();
    if (!isInheritedProtected(field.owner(), name + ":" + field.type().stringValue())
        && !isPrivate(field.owner(), name, null)) {
      return false;
    }
    ClassDesc owner = field.owner().asSymbol();
    MethodTypeDesc siteType =
        switch (field.opcode()) {
          case GETSTATIC -> MethodTypeDesc.of(type);
          case PUTSTATIC -> MethodTypeDesc.of(ConstantDescs.CD_void, type);
          case GETFIELD -> MethodTypeDesc.of(type, owner);
          default -> MethodTypeDesc.of(ConstantDescs.CD_void, owner, type);
        };
    emitSite(code, new HostSite.Field(field.opcode(), owner, name, type), name, siteType);
    return true;
  }

  private boolean emitDynamic(CodeBuilder code, InvokeDynamicInstruction dynamic) {
    String bootstrap = dynamic.bootstrapMethod().owner().descriptorString();
    if (INDIFFERENT.contains(bootstrap.substring(1, bootstrap.length() - 1))) {
      return false;
    }
    DynamicCallSiteDesc original =
        DynamicCallSiteDesc.of(
            dynamic.bootstrapMethod(),
            dynamic.name().stringValue(),
            dynamic.typeSymbol(),
            dynamic.bootstrapArgs().toArray(ConstantDesc[]::new));
    emitSite(
        code, new HostSite.Dynamic(original), dynamic.name().stringValue(), dynamic.typeSymbol());
    return true;
  }

  private boolean emitConstant(CodeBuilder code, LoadConstantInstruction constant) {
    if (!(constant.constantValue() instanceof DynamicConstantDesc<?> original)) {
      return false;
    }
    MethodTypeDesc type = MethodTypeDesc.of(original.constantType());
    emitSite(code, new HostSite.Constant(original), original.constantName(), type);
    return true;
  }

  @Override
  public boolean replacesConstructor(InvokeInstruction call) {
    return isPrivate(call.owner(), "<init>", call.typeSymbol());
  }

  @Override
  public void emitConstruction(CodeBuilder code, InvokeInstruction call) {
    ClassDesc owner = call.owner().asSymbol();
    emitSite(
        code,
        new HostSite.Call(call.opcode(), owner, "<init>", call.typeSymbol()),
        "construct",
        call.typeSymbol().changeReturnType(owner));
  }

  private boolean isInheritedProtected(ClassEntry owner, String member) {
    if (!inheritedProtected.contains(member) || owner.asInternalName().startsWith("[")) {
      return false;
    }
    Class<?> type = load(owner);
    return type.isAssignableFrom(host) || host.isAssignableFrom(type);
  }

  private boolean isPrivate(ClassEntry owner, String name, @Nullable MethodTypeDesc type) {
    String nest = host.getNestHost().getName().replace('.', '/');
    String ownerName = owner.asInternalName();
    if (!ownerName.equals(nest) && !ownerName.startsWith(nest + "$")) {
      return false;
    }
    try {
      return Modifier.isPrivate(member(load(owner), name, type).getModifiers());
    } catch (NoSuchMethodException | NoSuchFieldException inherited) {
      return false;
    }
  }

  private static Member member(Class<?> owner, String name, @Nullable MethodTypeDesc type)
      throws NoSuchMethodException, NoSuchFieldException {
    if (type == null) {
      return owner.getDeclaredField(name);
    }
    String descriptor = type.descriptorString();
    Executable[] candidates =
        name.equals("<init>") ? owner.getDeclaredConstructors() : owner.getDeclaredMethods();
    for (Executable candidate : candidates) {
      Class<?> result = candidate instanceof Method m ? m.getReturnType() : void.class;
      String found =
          MethodType.methodType(result, candidate.getParameterTypes()).toMethodDescriptorString();
      if ((name.equals("<init>") || candidate.getName().equals(name)) && found.equals(descriptor)) {
        return candidate;
      }
    }
    throw new NoSuchMethodException(name);
  }

  private Class<?> load(ClassEntry type) {
    try {
      return Class.forName(type.asInternalName().replace('/', '.'), false, host.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw (NoClassDefFoundError) new NoClassDefFoundError(type.asInternalName()).initCause(e);
    }
  }
}
