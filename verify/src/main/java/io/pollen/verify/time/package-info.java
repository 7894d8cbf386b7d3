/// Stress programs for the timer wheel and the futures that wait in it.
///
/// A timer has one owner, who polls, resets and drops it, and any thread may fire it. The three
/// races are poll against fire ([io.pollen.verify.time.TimerRepollStress]: the latest waker is
/// called), drop against fire ([io.pollen.verify.time.TimerDropStress]: the wheel and the owner
/// agree on who took it), reset against fire ([io.pollen.verify.time.TimerResetStress]: the new
/// deadline is kept, whichever came first), and a fourth between an insert and the parking worker
/// ([io.pollen.verify.time.TimerParkStress]). `TimerRepollDefect` forgets to look again,
/// `TimerDropDefect`, `TimerResetDefect` and `TimerParkDefect` check and act without the lock or
/// the order.
@NullMarked
package io.pollen.verify.time;

import org.jspecify.annotations.NullMarked;
