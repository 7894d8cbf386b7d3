/// An exhaustive look at small cases: all orders in which a few threads can act, up to a number of
/// preemptions.
///
/// 1. [io.pollen.verify.model.ModelLoader] loads the real classes of the scheduler and of tasks
///    anew, with a call of [io.pollen.verify.model.Explorer#point] before each access to what
///    threads share. On demand it puts in a [io.pollen.verify.model.Defect].
/// 2. The [io.pollen.verify.model.Explorer] runs a [io.pollen.verify.model.Scenario] again and
///    again, each time from its start. Its threads act one at a time; at each point the explorer
///    decides who goes on, and takes the decisions differently until none is left.
/// 3. What must hold when everybody is at rest the scenario says. The first violation ends the
///    search and tells the switches that led to it.
///
/// The memory is sequentially consistent here, and plain fields (but for those of timers) are no
/// points: weak orderings and data races are for the stress programs.
@NullMarked
package io.pollen.verify.model;

import org.jspecify.annotations.NullMarked;
