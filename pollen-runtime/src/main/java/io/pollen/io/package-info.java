/// Streams of bytes: what sockets, pipes and files have in common, and what can be built on it.
///
/// 1. [io.pollen.io.AsyncRead] and [io.pollen.io.AsyncWrite] are the two directions. Their `read`
///    and `write` move what is possible now and are cancel-safe; everything else is built from
///    these.
/// 2. [io.pollen.io.BufferedRead] puts a buffer in front of a source, [io.pollen.io.Lines] cuts it
///    at line ends; [io.pollen.io.BufferedWrite] puts one in front of a sink.
/// 3. [io.pollen.io.ByteBuilder] is the memory of both: bytes are added at its end and taken from
///    its beginning, as views, as copies, or as [io.pollen.io.Bytes], which never change and are
///    not copied. [io.pollen.io.BufferPool] has buffers for many streams in turn.
/// 4. [io.pollen.io.Io] copies from one to the other, makes streams in memory, makes two of one and
///    one of two, has the standard streams of the process, and puts a limit on idle ones
///    ([io.pollen.io.IdleTimeout]).
/// 5. [io.pollen.io.AsyncSeek] is what has a position. [io.pollen.io.MockStream] is a stream for
///    tests, with a script.
///
/// Invariants, with the test that guards each: nothing happens before the first poll, and what an
/// operation that is not cancel-safe has moved shows in its buffer (`StreamOperationsTest`); a line
/// that was read in part survives the drop of its future (`StreamOperationsTest`); a copy never
/// holds bytes back while its source waits, and ends each direction by itself (`CopyTest`); an idle
/// timeout ends who waits when nothing has moved in either direction, and nobody else
/// (`IdleTimeoutTest`); what a builder has handed over is never written again
/// (`ByteBuilderProperties`); what never waits costs budget all the same (`StreamsInMemoryTest`); a
/// write to the standard output is not torn, and a read of the standard input that waits keeps
/// neither its bytes nor the process (`StandardStreamsTest`, `StandardStreamsIT`); what has failed
/// a script fails its close, too (`MockStreamTest`).
@NullMarked
package io.pollen.io;

import org.jspecify.annotations.NullMarked;
