/// Signals of the operating system.
///
/// 1. [io.pollen.signal.Signals] is where one listens: for one signal, or by a
///    [io.pollen.signal.SignalListener] for all that come.
/// 2. `SignalHandlers` has the one handler that the JVM allows for each kind, and tells every
///    listener, each of which keeps at most one signal that nobody has seen.
///
/// Guarded by `SignalsTest`, `SignalLawsTest`.
@NullMarked
package io.pollen.signal;

import org.jspecify.annotations.NullMarked;
