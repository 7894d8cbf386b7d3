/// A million sleeping tasks.
///
/// 1. [MemorySuite] starts one JVM after the other, and the Tokio peer between them.
/// 2. A [MemoryChild] puts [Sleepers] to sleep and reads the process's peak resident memory, then
///    what is left on the heap after a collection.
///
/// Invariant: heaps have the JVM's default size except in the rows that say otherwise.
@NullMarked
package io.pollen.bench.memory;

import org.jspecify.annotations.NullMarked;
