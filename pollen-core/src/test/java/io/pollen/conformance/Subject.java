package io.pollen.conformance;

import io.pollen.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/// A kind of future for [FutureLaws] to check: how to make a fresh one, how to let it complete, and
/// which futures it owns.
///
/// @param name for the report
/// @param fresh makes a future that nobody has polled yet
/// @param absorbsFailure whether a failure of what it owns does not make it fail
/// @param ownsUnstarted whether it owns its probes before its first poll: an async block does not,
///   it has only captured them
public record Subject(
    String name, Supplier<Case> fresh, boolean absorbsFailure, boolean ownsUnstarted) {

  /// One fresh future.
  ///
  /// @param future what is checked
  /// @param complete lets the future complete: its next poll must be Ready, and a stored waker must
  ///   have been woken; called on any thread
  /// @param owned the probes that the future owns, to be released exactly once each; may be empty
  public record Case(Future<?> future, Runnable complete, List<Probe<Object>> owned) {}

  /// Makes one owned probe, for [#over].
  @FunctionalInterface
  public interface Probes {
    Probe<Object> next();
  }

  /// A future made of one or more probes. Completing it completes all of them.
  public static Subject over(String name, Function<Probes, Future<?>> make) {
    return new Subject(
        name,
        () -> {
          List<Probe<Object>> probes = new ArrayList<>();
          Future<?> future =
              make.apply(() -> {
                Probe<Object> probe = new Probe<>("probe " + probes.size() + " of " + name);
                probes.add(probe);
                return probe;
              });
          return new Case(future, () -> probes.forEach(probe -> probe.complete("value")), probes);
        },
        false,
        true);
  }

  /// A future that stands for itself: a lock, a timer, a socket operation.
  public static Subject leaf(String name, Supplier<Case> fresh) {
    return new Subject(name, fresh, false, true);
  }

  /// A leaf's case.
  public static Case leafCase(Future<?> future, Runnable complete) {
    return new Case(Objects.requireNonNull(future), complete, List.of());
  }

  public Subject absorbingFailure() {
    return new Subject(name, fresh, true, ownsUnstarted);
  }

  public Subject owningOnceStarted() {
    return new Subject(name, fresh, absorbsFailure, false);
  }

  @Override
  public String toString() {
    return name;
  }
}
