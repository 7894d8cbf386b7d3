/// Streams of java.io for tasks: one step after the other on the pool for blocking calls.
///
/// 1. [io.pollen.runtime.views.PooledRead] fetches up to a buffer full when a read finds nothing
///    left; the bytes of a read that was dropped stay for the next one.
/// 2. [io.pollen.runtime.views.PooledWrite] takes bytes into a buffer, and a call writes them out
///    as `PooledSink` says what is next.
///
/// Used by the runtime (`asyncRead`, `asyncWrite`) and for the pipes of processes. Guarded by
/// `PooledReadTest`, `PooledWriteTest`, `PooledStreamsLawsTest`.
@NullMarked
package io.pollen.runtime.views;

import org.jspecify.annotations.NullMarked;
