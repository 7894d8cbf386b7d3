/// What everybody else notices of a poll that blocks its worker.
///
/// 1. [StuckSuite] starts one JVM after the other: with a blocked worker, without, and with one but
///    no watchdog.
/// 2. A [StuckChild] warms up, blocks a worker or not, and measures timers and echoes meanwhile.
@NullMarked
package io.pollen.bench.stuck;

import org.jspecify.annotations.NullMarked;
