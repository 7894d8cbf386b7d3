package io.pollen.runtime.scheduler;

import io.pollen.runtime.seam.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a runtime offers to every poll on any of its threads; each worker adds its own sockets and
/// timers.
///
/// @param clock the runtime's clock
/// @param runtime the runtime itself
/// @param others the rest, found by class
public record Services(Clock clock, Object runtime, List<Object> others) {

  <S> @Nullable S find(Class<S> service) {
    if (service.isInstance(clock)) {
      return service.cast(clock);
    }
    if (service.isInstance(runtime)) {
      return service.cast(runtime);
    }
    for (Object other : others) {
      if (service.isInstance(other)) {
        return service.cast(other);
      }
    }
    return null;
  }
}
