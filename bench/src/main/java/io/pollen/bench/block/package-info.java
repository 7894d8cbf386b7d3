/// Async blocks against state machines written by hand.
///
/// 1. [Blocks] has the shapes as async blocks, [HandWritten] by hand; [Values] are the futures that
///    both wait for, [Drives] polls them.
/// 2. A [BlockChild] runs one shape of one [Kind]; what is woven is decided by its class path.
/// 3. [BlockSuite] lets the children take turns, and measures first use and compilation, too.
@NullMarked
package io.pollen.bench.block;

import org.jspecify.annotations.NullMarked;
