package io.pollen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A cell for one waker, shared by the future that waits (one thread at a time registers) and those
/// who wake it (any thread). Lock-free, and every operation is wait-free.
///
/// The rule of use is the same on both sides: *store, then look again*.
///
/// ```
/// waiting:  cell.register(cx.waker());          waking:  condition = true;   // volatile
///           if (condition) return READY;                 cell.wake();
///           return PENDING;
/// ```
///
/// Either the waiting side sees the condition, or the waking side sees the waker.
///
/// The model is the cell of the same name in the futures crate of Rust. That one guards a two-word
/// waker by two bits (REGISTERING, WAKING); here the waker is one reference that is exchanged
/// whole, so those states last no time, and the slot itself is the state word:
///
/// | slot    | name    | entered by            | left by        | meaning                           |
/// |---------|---------|-----------------------|----------------|-----------------------------------|
/// | null    | WAITING | birth, `take`, `wake` | `register`     | nobody is to be woken             |
/// | a waker | ARMED   | `register`            | `take`, `wake` | the next `wake` takes and calls it |
///
/// A wake that arrives while another one is under way finds WAITING and has nothing to do: the
/// first one's waker causes a poll that comes after both. A wake that arrives during `register`
/// comes either before the exchange (then the look after it sees what the waker published) or after
/// it (then the new waker is woken).
public final class AtomicWaker {
  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(AtomicWaker.class, "slot", Waker.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Waker slot;

  /// An empty cell.
  public AtomicWaker() {}

  /// Stores `waker` in place of the one before: the latest counts. Afterwards the caller looks at
  /// its condition again. One thread at a time registers.
  public void register(Waker waker) {
    Waker stored = slot;
    if (stored != null && (stored == waker || stored.willWake(waker))) {
      // Seen armed, so the getAndSet of a concurrent take() is still to come and will wake it.
      return;
    }
    // Pairs with the getAndSet in take(): a wake before it is visible to the caller's next look.
    SLOT.getAndSet(this, waker);
  }

  /// Takes the stored waker out and calls it; no effect when there is none. Any thread, any number
  /// of times.
  public void wake() {
    Waker waker = take();
    if (waker != null) {
      waker.wake();
    }
  }

  /// Takes the stored waker out without calling it, so that it can be woken after a lock has been
  /// released. Any thread.
  ///
  /// @return the waker, or null when none was stored
  public @Nullable Waker take() {
    // Always a read-modify-write, also on an empty slot: it publishes what the caller did before to
    // the getAndSet in register().
    return (Waker) SLOT.getAndSet(this, null);
  }

  @Override
  public String toString() {
    return slot == null ? "AtomicWaker[waiting]" : "AtomicWaker[armed]";
  }
}
