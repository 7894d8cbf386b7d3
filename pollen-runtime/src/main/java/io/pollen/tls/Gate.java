package io.pollen.tls;

import java.util.concurrent.atomic.AtomicInteger;

/// Lets one operation at a time into a connection. Nobody waits here: who finds it taken is woken
/// when it is free.
///
/// | bit | name      | set by                       | cleared by | meaning                               |
/// |-----|-----------|------------------------------|------------|---------------------------------------|
/// | 0   | BUSY      | enter                        | exit       | one operation is inside               |
/// | 1   | CONTENDED | enter of the other, askAgain | exit       | the other side is to be woken at exit |
/// | 2   | CLOSED    | close                        | never      | nobody enters any more                |
///
/// Who has set CLOSED while nobody was inside, or else who leaves then, is the last one inside and
/// releases what the connection holds.
final class Gate {
  private static final int BUSY = 1;
  private static final int CONTENDED = 2;
  private static final int CLOSED = 4;

  private final AtomicInteger state = new AtomicInteger();

  /// What an [#enter] came to.
  enum Entry {
    ENTERED,
    /// The waker that was stored before will be called.
    TAKEN,
    CLOSED
  }

  /// What is to be done after an [#exit].
  enum Exit {
    NOTHING,
    WAKE_OTHER,
    /// Nobody enters any more: the connection's things are released by the caller.
    RELEASE
  }

  /// What is to be done after a [#close].
  enum Closing {
    /// Somebody has done it before.
    ALREADY,
    /// Nobody is inside: the connection's things are released by the caller.
    RELEASE,
    /// Who is inside releases them at exit.
    LEAVE_TO_INSIDER
  }

  /// The waker of the caller's side is stored before.
  Entry enter() {
    while (true) {
      int now = state.get();
      if ((now & CLOSED) != 0) {
        return Entry.CLOSED;
      }
      boolean taken = (now & BUSY) != 0;
      // Pairs with exit(): either it sees CONTENDED, and with it the waker, or this one enters.
      if (state.compareAndSet(now, now | (taken ? CONTENDED : BUSY))) {
        return taken ? Entry.TAKEN : Entry.ENTERED;
      }
    }
  }

  /// From inside: the other side is to be woken at exit, whether or not it has been here.
  void askAgain() {
    state.getAndUpdate(now -> now | CONTENDED);
  }

  Exit exit() {
    int was = state.getAndUpdate(now -> now & CLOSED);
    if ((was & CLOSED) != 0) {
      return Exit.RELEASE;
    }
    return (was & CONTENDED) != 0 ? Exit.WAKE_OTHER : Exit.NOTHING;
  }

  /// Any thread, any number of times.
  Closing close() {
    int was = state.getAndUpdate(now -> now | CLOSED);
    if ((was & CLOSED) != 0) {
      return Closing.ALREADY;
    }
    return (was & BUSY) != 0 ? Closing.LEAVE_TO_INSIDER : Closing.RELEASE;
  }
}
