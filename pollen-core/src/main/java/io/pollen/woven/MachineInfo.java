package io.pollen.woven;

import io.pollen.Inspection;
import org.jspecify.annotations.Nullable;

/// What a class of state machines knows about its source. Made once for each class, in its static
/// initialiser.
public final class MachineInfo {

  /// The version of the contract between generated classes and this package. It changes when older
  /// generated classes need other code here, or the other way round; the one before stays
  /// supported. What has changed is written down in docs/woven-abi.md.
  public static final int ABI = 2;

  private final StackTraceElement source;
  private final String awaits;
  private final String locals;

  private MachineInfo(
      String owner, String method, @Nullable String file, int line, String awaits, String locals) {
    source = new StackTraceElement(owner, method, file, line);
    this.awaits = awaits;
    this.locals = locals;
  }

  /// Called by generated code that says nothing of local variables.
  public static MachineInfo of(
      int abi, String owner, String method, @Nullable String file, int line, String awaits) {
    return of(abi, owner, method, file, line, awaits, "");
  }

  /// Called by generated code.
  ///
  /// @param abi the contract that the class was generated for
  /// @param owner the class that the body was written in
  /// @param method the method that the body was written in
  /// @param file the source file, if known
  /// @param line the body's first line, or -1
  /// @param awaits for each await two characters: its line, and 1 where a try block is around it
  /// @param locals the local variables that are kept at each await, see [KeptLocals]
  public static MachineInfo of(
      int abi,
      String owner,
      String method,
      @Nullable String file,
      int line,
      String awaits,
      String locals) {
    if (abi < 1 || abi < ABI - 1 || abi > ABI) {
      throw new IllegalStateException(
          owner
              + "."
              + method
              + " was woven for version "
              + abi
              + " of Pollen's woven ABI, but this pollen-core knows "
              + ABI
              + " and the one before: use the same release of Pollen for weaving and running");
    }
    return new MachineInfo(owner, method, file, line, awaits, locals);
  }

  /// Whether a try block is around an await, so that dropping there runs code of the body.
  boolean guarded(int await) {
    return awaits.charAt(2 * await - 1) != 0;
  }

  /// The block's first line: the same object for all machines of the class.
  StackTraceElement source() {
    return source;
  }

  /// The position of an await, or of the block for 0.
  StackTraceElement position(int await) {
    if (await == 0) {
      return source;
    }
    int at = awaits.charAt(2 * await - 2);
    return new StackTraceElement(
        source.getClassName(), source.getMethodName(), source.getFileName(), at == 0 ? -1 : at);
  }

  /// Tells `into` what `machine` keeps while it is suspended at an await.
  void inspect(int await, StateMachine<?> machine, Inspection into) {
    KeptLocals.inspect(locals, await, machine, into);
  }

  String valueIsFuture() {
    return "the value of the async block "
        + position(0)
        + " is itself a Future, which nobody would poll: write spawn(handle(conn)) instead of"
        + " spawn(() -> handle(conn)), or await it: await(handle(conn))";
  }
}
