package io.pollen.transform;

import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Lookups with the rights of the classes that bodies are written in.
final class HostLookup {
  private HostLookup() {}

  private static final MethodHandles.Lookup SELF = MethodHandles.lookup();

  /// For each module that registered one of its classes, whose [#LOOKUPS] entry has the lookup. A
  /// lookup keeps its class loader alive: only the loader's own classes may hold it. Guarded by
  /// itself.
  private static final Map<Module, WeakReference<Class<?>>> REGISTERED = new WeakHashMap<>();

  private static final ClassValue<AtomicReference<MethodHandles.@Nullable Lookup>> LOOKUPS =
      new ClassValue<>() {
        @Override
        protected AtomicReference<MethodHandles.@Nullable Lookup> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  /// Lends Pollen the rights of a module's own lookup.
  static void register(MethodHandles.Lookup lookup) {
    if (!lookup.hasFullPrivilegeAccess()) {
      throw new IllegalArgumentException(
          "register(MethodHandles.lookup()) must be called with the lookup of a class of the module"
              + " itself, but this one lacks rights: "
              + lookup);
    }
    Class<?> owner = lookup.lookupClass();
    LOOKUPS.get(owner).set(lookup);
    synchronized (REGISTERED) {
      REGISTERED.put(owner.getModule(), new WeakReference<>(owner));
    }
  }

  private static MethodHandles.@Nullable Lookup registered(Module module) {
    Class<?> owner;
    synchronized (REGISTERED) {
      WeakReference<Class<?>> reference = REGISTERED.get(module);
      owner = reference == null ? null : reference.get();
    }
    return owner == null ? null : LOOKUPS.get(owner).get();
  }

  /// @throws IllegalAccessException when the module neither opens its package nor is registered
  static MethodHandles.Lookup in(Class<?> host) throws IllegalAccessException {
    Module module = host.getModule();
    MethodHandles.Lookup own = registered(module);
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
