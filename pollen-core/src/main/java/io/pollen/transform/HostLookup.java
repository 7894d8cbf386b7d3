package io.pollen.transform;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Lookups with the rights of the classes that bodies are written in.
final class HostLookup {
  private HostLookup() {}

  private static final MethodHandles.Lookup SELF = MethodHandles.lookup();
  private static final ConcurrentMap<Module, MethodHandles.Lookup> REGISTERED =
      new ConcurrentHashMap<>();

  /// Lends Pollen the rights of a module's own lookup.
  static void register(MethodHandles.Lookup lookup) {
    if (!lookup.hasFullPrivilegeAccess()) {
      throw new IllegalArgumentException(
          "register(MethodHandles.lookup()) must be called with the lookup of a class of the module"
              + " itself, but this one lacks rights: "
              + lookup);
    }
    REGISTERED.put(lookup.lookupClass().getModule(), lookup);
  }

  /// @throws IllegalAccessException when the module neither opens its package nor is registered
  static MethodHandles.Lookup in(Class<?> host) throws IllegalAccessException {
    Module module = host.getModule();
    MethodHandles.Lookup own = REGISTERED.get(module);
    if (own != null) {
      return MethodHandles.privateLookupIn(host, own);
    }
    Module mine = HostLookup.class.getModule();
    if (!mine.canRead(module)) {
      mine.addReads(module);
    }
    return MethodHandles.privateLookupIn(host, SELF);
  }

  static Refused refused(Class<?> host, IllegalAccessException cause) {
    String pollen = HostLookup.class.getModule().isNamed() ? "io.pollen" : "ALL-UNNAMED";
    return new Refused(
        "the async blocks of "
            + host.getName()
            + " need access to its package: write 'opens "
            + host.getPackageName()
            + " to "
            + pollen
            + ";' in the module-info of "
            + host.getModule().getName()
            + ", or call Async.register(MethodHandles.lookup()) once, from any class of that module",
        cause);
  }
}
