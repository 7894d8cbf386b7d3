package io.pollen.woven;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The base of the classes that lambdas of body interfaces become when they are woven at build
/// time.
///
/// Body interfaces are `Serializable` for the transformer at run time only. A woven body is not:
/// nobody can bring it back from bytes with captured values of his own choice.
public abstract class WovenBody implements Starter, Serializable {
  private static final long serialVersionUID = 1;

  /// For generated subclasses.
  protected WovenBody() {}

  /// What the body's own method does when it is called in place of `start`.
  ///
  /// @param machine a fresh one
  /// @param awaits whether its body has awaits, which have no meaning outside a block
  protected static @Nullable Object call(StateMachine<?> machine, boolean awaits) throws Exception {
    if (awaits) {
      throw new IllegalStateException(
          "await outside an async block: the body "
              + machine.where()
              + " was called itself. Call start(), and await or spawn the Future that it makes");
    }
    return machine.pollRaw(LastContext.NOBODY);
  }

  /// Serialization finds it by its name; not private, so that it is inherited.
  protected final Object writeReplace() throws NotSerializableException {
    throw new NotSerializableException(
        getClass().getName() + ": async bodies are not serializable");
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    readObjectNoData();
  }

  /// For a stream that leaves this class out of the hierarchy.
  private void readObjectNoData() throws InvalidObjectException {
    throw new InvalidObjectException("async bodies are not serializable");
  }
}
