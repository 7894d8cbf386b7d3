package io.pollen.woven;

import io.pollen.Context;
import org.jspecify.annotations.Nullable;

/// Takes the place of the future that a block awaits, when that has been polled already: it gives
/// on the answer. One serves all the blocks that a [Shortcut] resumes one after the other.
final class Handover extends RawFuture<Object> {
  private @Nullable Object answer;
  private @Nullable StateMachine<?> dropped;

  /// @param given the value, or an [AwaitFailure]
  Handover of(@Nullable Object given) {
    answer = given;
    return this;
  }

  /// The block that is going to ask was dropped from inside: as soon as its body runs, it is one
  /// that has dropped itself.
  void drops(StateMachine<?> machine) {
    dropped = machine;
  }

  @Override
  public @Nullable Object pollRaw(Context cx) {
    Object given = answer;
    answer = null;
    if (dropped != null) {
      dropped.drop();
      dropped = null;
    }
    return StateMachine.unwrap(given);
  }
}
