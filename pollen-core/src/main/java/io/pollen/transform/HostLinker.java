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
    return new ConstantCallSite(target(lookup, name, type, site).asType(type));
  }

  private MethodHandle target(MethodHandles.Lookup lookup, String name, MethodType type, int number)
      throws Throwable {
    HostSite site = sites.get(number);
    if (site instanceof HostSite.Call call) {
      return call(lookup, call);
    } else if (site instanceof HostSite.Field field) {
      return field(lookup, field);
    } else if (site instanceof HostSite.Capture capture) {
      return LambdaCaptures.getter(lookup, body, capture.number(), type.returnType());
    } else if (site instanceof HostSite.Dynamic dynamic) {
      return dynamic(lookup, dynamic, name, type);
    } else if (site instanceof HostSite.Constant constant) {
      return constant(lookup, constant, type, number);
    } else if (site instanceof HostSite.Lookup) {
      return MethodHandles.constant(MethodHandles.Lookup.class, lookup);
    }
    return MethodHandles.identity(type.returnType()); // HostSite.Convert
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
