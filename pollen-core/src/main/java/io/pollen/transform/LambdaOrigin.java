package io.pollen.transform;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Asks a lambda which method implements it.
final class LambdaOrigin {
  private LambdaOrigin() {}

  /// @return null when `body` is no lambda
  static @Nullable SerializedLambda of(Serializable body) {
    if (!body.getClass().isHidden()) {
      return null;
    }
    try {
      Method replace = body.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return replace.invoke(body) instanceof SerializedLambda lambda ? lambda : null;
    } catch (InaccessibleObjectException closed) {
      return Tap.of(body);
    } catch (ReflectiveOperationException noLambda) {
      return null;
    }
  }

  /// The way without reflection, for modules that open nothing: serialization calls `writeReplace`
  /// itself, and shows what it got.
  private static final class Tap extends ObjectOutputStream {
    private @Nullable SerializedLambda found;

    private Tap() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    static @Nullable SerializedLambda of(Serializable body) {
      try (Tap tap = new Tap()) {
        tap.writeObject(body);
        return tap.found;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot ask " + body.getClass() + " for its method", e);
      }
    }

    @Override
    @SuppressWarnings("NullAway") // null is what is written in place of the lambda
    protected Object replaceObject(Object replaced) {
      if (replaced instanceof SerializedLambda lambda) {
        found = lambda;
        return null;
      }
      return replaced;
    }
  }
}
