/// Files, by calls on the pool for blocking code.
///
/// 1. [io.pollen.fs.Files] has the methods of `java.nio.file.Files`, each as a lazy future of one
///    call ([io.pollen.fs.FileItems] where there are many answers).
/// 2. [io.pollen.fs.AsyncFile] is an open file: it reads and writes at its own position as any
///    stream of bytes, or at a given one, by several tasks at once. A [io.pollen.fs.FileLock] keeps
///    other processes and tasks out; it is asked for again and again (`LockAttempts`).
/// 3. What the system has in memory is read in the poll (`CachedReads`), a little that it has not
///    by the worker's driver where that can ([io.pollen.runtime.driver.FileReads]); and it goes
///    from there to a socket without a buffer (`FilePassage`).
/// 4. Every call works in memory of its own (`ReadAt`, `TakenBytes`): a future may be dropped, and
///    the buffer belongs to its owner again at once, while the call goes on.
///
/// Invariants, with the test that guards each: no method of java.nio's is missing without a reason
/// (`FilesMirrorTest`); a dropped operation touches no buffer (`AsyncFileTest`); no worker waits
/// for a device (`CachedReadsTest`, `RingFilesIT`, `SendFileIT.noWorkerReadsWhatIsNotInMemory`),
/// and what is sent is what the position says (`SendFileIT`); a write that has begun is carried
/// through, whatever ends (`AsyncFileShutdownTest`); what did not fit is told, and the buffer's
/// position says what did (`FullDeviceTest`, `FileLimitIT`); a lock that nobody waits for any more
/// is given back (`FileLockTest`); futures keep the laws (`FileLawsTest`).
@NullMarked
package io.pollen.fs;

import org.jspecify.annotations.NullMarked;
