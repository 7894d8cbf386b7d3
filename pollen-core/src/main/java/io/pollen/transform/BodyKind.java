package io.pollen.transform;

import io.pollen.AsyncAction;
import io.pollen.AsyncBiFunction;
import io.pollen.AsyncBody;
import io.pollen.AsyncFunction;
import io.pollen.woven.Starter;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The forms of async bodies, and for each class of bodies its starter.
public enum BodyKind {
  BODY(AsyncBody.class, "run", 0),
  ACTION(AsyncAction.class, "run", 0),
  FUNCTION(AsyncFunction.class, "apply", 1),
  BI_FUNCTION(AsyncBiFunction.class, "apply", 2);

  /// The interface.
  public final Class<?> type;

  /// The name of the interface's method.
  public final String method;

  /// How many arguments it takes.
  public final int arguments;

  /// For each class of bodies what makes its machines. A class that was refused has none, and is
  /// refused again each time.
  private final ClassValue<AtomicReference<@Nullable Starter>> starters =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable Starter> computeValue(Class<?> body) {
          return new AtomicReference<>();
        }
      };

  BodyKind(Class<?> type, String method, int arguments) {
    this.type = type;
    this.method = method;
    this.arguments = arguments;
  }

  /// No lock is held while a starter is made: threads that come first at the same time may make
  /// two, and one is used.
  Starter starter(Serializable body) {
    AtomicReference<@Nullable Starter> cell = starters.get(body.getClass());
    Starter known = cell.getPlain();
    if (known != null) {
      return known;
    }
    Starter made = Definer.starter(this, body);
    return cell.compareAndSet(null, made) || cell.get() == null ? made : other(cell, made);
  }

  private static Starter other(AtomicReference<@Nullable Starter> cell, Starter made) {
    Starter first = cell.get();
    return first == null ? made : first;
  }
}
