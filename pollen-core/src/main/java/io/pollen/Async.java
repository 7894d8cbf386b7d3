package io.pollen;

import io.pollen.transform.Blocks;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.CompletionStage;

/// The words of the language half, to be imported statically: `async`, `await` and the combinators.
///
/// A program that uses the runtime imports `io.pollen.runtime.Pollen` instead, which has all of
/// them.
public class Async {
  /// For facades that extend this class.
  protected Async() {}

  /// An async block: a lazy future that runs `body` when it is polled, and may `await` inside.
  public static <T> Future<T> async(AsyncBody<T> body) {
    return body.start();
  }

  /// An async block without a value.
  public static Future<Void> async(AsyncAction body) {
    return body.start();
  }

  /// Waits, inside an async block, for `future` without holding the thread. Rewritten by the
  /// transformer: executed as it stands it can only say that it is in the wrong place.
  ///
  /// @return the future's value
  /// @throws Exception what the future threw, unchanged
  public static <T> T await(Future<? extends T> future) throws Exception {
    throw outside();
  }

  /// Waits, inside an async block, for a `CompletionStage`; its failure is rethrown without the
  /// `CompletionException` around it. Dropping the block while it waits cancels the stage if it is
  /// a `CompletableFuture`.
  public static <T> T await(CompletionStage<? extends T> stage) throws Exception {
    throw outside();
  }

  /// Lends Pollen the rights of a named module that does not write `opens pkg to io.pollen`: call
  /// it once, `Async.register(MethodHandles.lookup())`, from any class of that module, before its
  /// first async block starts. Not needed for code on the class path.
  public static void register(MethodHandles.Lookup lookup) {
    Blocks.register(lookup);
  }

  private static IllegalStateException outside() {
    String at =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(frames ->
                frames
                    .filter(frame -> !Async.class.isAssignableFrom(frame.getDeclaringClass()))
                    .findFirst()
                    .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                    .orElse(""));
    return new IllegalStateException(
        "await outside an async block" + at + ": wrap the caller in async(() -> …)");
  }
}
