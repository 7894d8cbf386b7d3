package io.pollen.transform;

import io.pollen.AsyncAction;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.woven.StateMachine;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The forms of async bodies, and for each class of bodies its machine.
enum BodyKind {
  BODY(AsyncBody.class, "run", 0),
  ACTION(AsyncAction.class, "run", 0),
  FUNCTION(AsyncFunction.class, "apply", 1),
  BI_FUNCTION(AsyncBiFunction.class, "apply", 2);

  final Class<?> type;
  final String method;
  final int arguments;

  /// For each class of bodies a machine that is never run: it makes the others. A class that was
  /// refused has none, and is refused again each time.
  private final ClassValue<AtomicReference<@Nullable StateMachine<?>>> prototypes =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable StateMachine<?>> computeValue(Class<?> body) {
          return new AtomicReference<>();
        }
      };

  BodyKind(Class<?> type, String method, int arguments) {
    this.type = type;
    this.method = method;
    this.arguments = arguments;
  }

  /// No lock is held while a machine is made: threads that come first at the same time may make
  /// two, and one is used.
  StateMachine<?> prototype(Serializable body) {
    AtomicReference<@Nullable StateMachine<?>> cell = prototypes.get(body.getClass());
    StateMachine<?> known = cell.getPlain();
    if (known != null) {
      return known;
    }
    StateMachine<?> made = Definer.prototype(this, body);
    return cell.compareAndSet(null, made) || cell.get() == null ? made : other(cell, made);
  }

  private static StateMachine<?> other(
      AtomicReference<@Nullable StateMachine<?>> cell, StateMachine<?> made) {
    StateMachine<?> first = cell.get();
    return first == null ? made : first;
  }
}
