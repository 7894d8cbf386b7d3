package io.pollen.woven;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The debug mode `-Dpollen.debug.lost=true`: tells of async blocks that were collected while they
/// were suspended. Nobody dropped them, so their `finally` never ran. It costs a map entry for each
/// suspended block and some work for each suspension; without the property it costs nothing.
///
/// Each such block is told once, as a warning of the System.Logger `io.pollen`, from a thread of
/// its own, some time after a collection.
final class LostBlocks {
  static final boolean WATCHED = Boolean.getBoolean("pollen.debug.lost");

  private static final ReferenceQueue<StateMachine<?>> COLLECTED = new ReferenceQueue<>();
  private static final ConcurrentMap<Identity, StackTraceElement> SUSPENDED =
      new ConcurrentHashMap<>();

  static {
    if (WATCHED) {
      Thread.ofPlatform().name("pollen-lost-blocks").daemon().start(LostBlocks::tell);
    }
  }

  private LostBlocks() {}

  /// A machine as a key: the same one, whatever it is equal to, and not kept alive.
  private static final class Identity extends WeakReference<StateMachine<?>> {
    private final int hash;

    Identity(StateMachine<?> machine, @Nullable ReferenceQueue<StateMachine<?>> queue) {
      super(machine, queue);
      this.hash = System.identityHashCode(machine);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || other instanceof Identity identity && get() != null && get() == identity.get();
    }
  }

  static void suspended(StateMachine<?> machine) {
    // For a key that is there already, only the place is replaced.
    SUSPENDED.put(new Identity(machine, COLLECTED), machine.where());
  }

  static void ended(StateMachine<?> machine) {
    SUSPENDED.remove(new Identity(machine, null));
  }

  private static void tell() {
    try {
      while (true) {
        StackTraceElement where = SUSPENDED.remove(COLLECTED.remove());
        if (where != null) {
          System.getLogger("io.pollen")
              .log(
                  System.Logger.Level.WARNING,
                  "an async block that was suspended at {0} is gone without having been finished or"
                      + " dropped, so its cleanup did not run: who gives up a future drops it",
                  where);
        }
      }
    } catch (InterruptedException end) {
      // Nobody has this thread; whoever found and interrupted it wants it to end.
    }
  }
}
