package io.pollen.combine;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Outcome;
import org.jspecify.annotations.Nullable;

/// See [Future#catching]. Errors of the virtual machine pass through: nobody handles them as a
/// value.
final class CatchingFuture<T> extends Adapter<Outcome<T>> {

  CatchingFuture(Future<T> source) {
    super(source);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a future of a nullable T may be ready with null
  @Nullable Object step(Context cx) {
    try {
      Object answer = pollInner(cx);
      return answer == PENDING ? PENDING : Outcome.success((T) answer);
    } catch (VirtualMachineError fatal) {
      throw fatal;
    } catch (Exception | Error failure) {
      return Outcome.failure(failure);
    }
  }
}
