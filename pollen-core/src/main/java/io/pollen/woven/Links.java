package io.pollen.woven;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The bootstrap method of generated classes: for what a body may do in the class it was written
/// in, but not in the class that was generated from it.
public final class Links {
  private Links() {}

  /// Links the call sites of one generated class.
  @FunctionalInterface
  public interface Linker {
    /// @param caller the generated class's own lookup
    /// @param site the number of the site in its class
    CallSite link(MethodHandles.Lookup caller, String name, MethodType type, int site)
        throws Throwable;
  }

  private static final ClassValue<AtomicReference<@Nullable Linker>> LINKERS =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable Linker> computeValue(Class<?> machine) {
          return new AtomicReference<>();
        }
      };

  /// Gives a generated class its linker, before its first use, once.
  public static void install(Class<? extends StateMachine<?>> machine, Linker linker) {
    if (!LINKERS.get(machine).compareAndSet(null, linker)) {
      throw new IllegalStateException(machine + " has its linker already");
    }
  }

  /// The bootstrap method.
  public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type, int site)
      throws Throwable {
    Linker linker = LINKERS.get(caller.lookupClass()).get();
    if (linker == null) {
      throw new BootstrapMethodError("no linker for " + caller.lookupClass());
    }
    return linker.link(caller, name, type, site);
  }
}
