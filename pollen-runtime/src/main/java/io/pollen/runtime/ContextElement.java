package io.pollen.runtime;

import org.jspecify.annotations.Nullable;

/// What a task carries from thread to thread, for libraries that keep it in a `ThreadLocal`: a
/// logging context, a span, a locale. Given to [TaskBuilder#with]; installed around each poll of
/// the task, its drop and its cancellation.
///
/// ```java
/// record LoggingContext(Map<String, String> values) implements ContextElement<Map<String, String>> {
///   public Map<String, String> enter() {
///     var before = MDC.getCopyOfContextMap();
///     MDC.setContextMap(values);
///     return before;
///   }
///   public void exit(Map<String, String> before) {
///     MDC.setContextMap(before);
///   }
/// }
/// ```
///
/// Neither method may throw or block. Both are called often: at every poll.
///
/// @param <S> what was there before
public interface ContextElement<S extends @Nullable Object> {

  /// Installs it on the calling thread, which is about to poll the task.
  ///
  /// @return what was there before, for [#exit]
  S enter();

  /// The poll is over: puts back what was there before. On the same thread.
  void exit(S before);
}
