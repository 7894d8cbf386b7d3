package io.pollen.transform;

import io.pollen.woven.Links;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Links the sites of one generated class with its host's rights.
///
/// @param host the class that the body was written in
/// @param body the class of the body's lambda
/// @param constants what the sites of constants are linked to
record HostLinker(
    Class<?> host, Class<?> body, List<HostSite> sites, Map<Integer, MethodHandle> constants)
    implements Links.Linker {

  HostLinker(Class<?> host, Class<?> body, List<HostSite> sites) {
    this(host, body, sites, new ConcurrentHashMap<>());
  }

  @Override
  public CallSite link(MethodHandles.Lookup caller, String name, MethodType type, int site)
      throws Throwable {
    // The generated class is in the host's module, so this lookup, unlike Pollen's own, keeps all
    // privileges: LambdaMetafactory asks for them.
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(host, caller);
    MethodHandle target =
        switch (sites.get(site)) {
          case HostSite.Capture capture ->
              LambdaCaptures.getter(lookup, body, capture.number(), type.returnType());
          case HostSite.Convert convert -> MethodHandles.identity(type.returnType());
          case HostSite.Lookup own -> MethodHandles.constant(MethodHandles.Lookup.class, lookup);
          case HostSite.Dynamic dynamic -> dynamic(lookup, dynamic, name, type);
          case HostSite.Constant constant -> constant(lookup, constant, type, site);
          case HostSite.Field field -> field(lookup, field);
          case HostSite.Call call -> call(lookup, call);
        };
    return new ConstantCallSite(target.asType(type));
  }

  private static MethodHandle dynamic(
      MethodHandles.Lookup lookup, HostSite.Dynamic site, String name, MethodType type)
      throws Throwable {
    MethodHandle bootstrap =
        (MethodHandle) site.original().bootstrapMethod().resolveConstantDesc(lookup);
    List<Object> arguments = new ArrayList<>(List.of(lookup, name, type));
    for (ConstantDesc argument : site.original().bootstrapArgs()) {
      arguments.add(argument.resolveConstantDesc(lookup));
    }
    return ((CallSite) bootstrap.invokeWithArguments(arguments)).dynamicInvoker();
  }

  private MethodHandle constant(
      MethodHandles.Lookup lookup, HostSite.Constant constant, MethodType type, int site)
      throws ReflectiveOperationException {
    Object value = constant.original().resolveConstantDesc(lookup);
    MethodHandle made = MethodHandles.constant(type.returnType(), value);
    MethodHandle first = constants.putIfAbsent(site, made);
    return first == null ? made : first;
  }

  private static MethodHandle field(MethodHandles.Lookup lookup, HostSite.Field site)
      throws ReflectiveOperationException {
    Class<?> owner = resolve(site.owner(), lookup);
    Class<?> type = resolve(site.type(), lookup);
    return switch (site.opcode()) {
      case GETSTATIC -> lookup.findStaticGetter(owner, site.name(), type);
      case PUTSTATIC -> lookup.findStaticSetter(owner, site.name(), type);
      case GETFIELD -> lookup.findGetter(owner, site.name(), type);
      default -> lookup.findSetter(owner, site.name(), type);
    };
  }

  private static MethodHandle call(MethodHandles.Lookup lookup, HostSite.Call site)
      throws ReflectiveOperationException {
    Class<?> owner = resolve(site.owner(), lookup);
    MethodType type = (MethodType) site.type().resolveConstantDesc(lookup);
    if (site.name().equals("<init>")) {
      return lookup.findConstructor(owner, type);
    }
    return switch (site.opcode()) {
      case INVOKESTATIC -> lookup.findStatic(owner, site.name(), type);
      case INVOKESPECIAL -> lookup.findSpecial(owner, site.name(), type, lookup.lookupClass());
      default -> lookup.findVirtual(owner, site.name(), type);
    };
  }

  private static Class<?> resolve(ClassDesc type, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    return type.resolveConstantDesc(lookup);
  }
}
