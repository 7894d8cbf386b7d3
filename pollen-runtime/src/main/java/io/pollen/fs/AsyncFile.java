package io.pollen.fs;

import io.pollen.Async;
import io.pollen.Future;
import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncSeek;
import io.pollen.io.AsyncWrite;
import io.pollen.io.SeekFrom;
import io.pollen.io.step.Passage;
import io.pollen.runtime.blocking.PoolFuture;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An open file: `java.nio.channels.FileChannel` for tasks.
///
/// ```java
/// try (var file = await(AsyncFile.open(path, CREATE, WRITE))) {
///   await(file.writeAll(ByteBuffer.wrap(bytes)));
///   await(file.force(true)); // now they are on the device
/// }
/// ```
///
/// It reads and writes at its [#position], as any stream of bytes: one task at a time. The methods
/// that are given an offset do not use the position, and any number of tasks may be in them, and in
/// [#size] and [#force], at once.
///
/// **Calls.** A read is answered at once where the system has the bytes in memory, on Linux and for
/// a file that was opened for reading without being made (no `CREATE`, `APPEND` and the like).
/// Where the worker's driver is io_uring, the driver reads the rest, up to 16 KiB at a time. To a
/// socket `Io.copy` sends such a file, if it was opened for reading only, without buffers at all.
/// Every other operation is one call on the pool for blocking calls, of at most 256 KiB. Buffers
/// may be heap or direct. The bytes pass through memory of the call's own, so that a buffer is its
/// owner's again as soon as the future has completed or was dropped.
///
/// **Dropped operations.** Before its first poll an operation has done nothing. A read that is
/// dropped later has taken nothing: neither its buffer nor the position has changed. A write takes
/// its bytes at the first poll: the buffer's position (and the file's) moves then, and those bytes
/// will be written, whether or not the future is dropped, and also when the runtime ends. So
/// whoever writes the rest of the buffer leaves out and repeats nothing. A failure of a dropped
/// write comes out of the next operation at the position; with an offset, it goes to the runtime's
/// `onTaskFailure`. When a write fails that was not dropped, the buffer's position shows what was
/// written of it.
///
/// For regular files; for pipes and devices use `AsyncRuntime.asyncRead(Files.newInputStream(…))`,
/// for they have no offsets.
public final class AsyncFile
    implements AsyncRead, AsyncWrite, AsyncSeek, AutoCloseable, Passage.Source {
  private final OpenFile file;

  // --- the task that uses the position ---
  private final LastWrite last;

  private AsyncFile(OpenFile file, long position) {
    this.file = file;
    this.last = new LastWrite(file, position);
  }

  /// Opens `path`, for reading when no option says otherwise; see `FileChannel.open`.
  ///
  /// **Cancel-safe**: a file that was opened for a dropped future is closed. Fails as java.nio
  /// does: `NoSuchFileException`, `AccessDeniedException`, ...
  public static Future<AsyncFile> open(Path path, OpenOption... options) {
    return open(path, new HashSet<>(Arrays.asList(options)));
  }

  /// The same, with attributes for a file that is created.
  public static Future<AsyncFile> open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
    Objects.requireNonNull(path, "path");
    Set<OpenOption> kept = Set.copyOf(options);
    return PoolFuture.acquiring(
        "AsyncFile.open",
        path,
        () -> {
          OpenFile opened = OpenFile.open(path, kept, attributes);
          return new AsyncFile(opened, opened.appends() ? opened.size() : 0);
        },
        AsyncFile::close);
  }

  /// The file that was opened.
  public Path path() {
    return file.path();
  }

  // ---------------------------------------------------------------- at the position

  /// Where the next read or write begins, in bytes from the start of the file. A file that was
  /// opened with `APPEND` writes at its end all the same; this then is its size when it was opened
  /// and what was written since. The task that reads and writes only.
  @Override
  public long position() {
    return last.position;
  }

  /// Sets where the next read or write begins, beyond the end, too. Nothing waits for that. The
  /// task that reads and writes only.
  ///
  /// @throws IllegalArgumentException when `position` is negative
  public AsyncFile position(long position) {
    last.position = notNegative(position, "the position");
    return this;
  }

  /// Sets where the next read or write begins, from the start, from the position or from the end of
  /// the file, whose size is asked for then. After a write that was dropped it waits for its end.
  ///
  /// **Cancel-safe**: a dropped one has not moved the position. Fails with an `IOException` when
  /// that would be before the first byte.
  @Override
  public Future<Long> seek(SeekFrom to) {
    Objects.requireNonNull(to, "to");
    return new AfterWrite<>(
        "a seek of " + file,
        last,
        () ->
            (to instanceof SeekFrom.End ? size() : Async.ready(0L))
                .map(size -> last.position = to.target(last.position, size)));
  }

  /// Reads at the position, which moves when the future completes. **Cancel-safe**: a dropped read
  /// has taken nothing.
  @Override
  public Future<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return new AfterWrite<>(
        "a read of " + file,
        last,
        () ->
            new ReadAt(file, to, last.position)
                .map(count -> {
                  last.position += Math.max(count, 0);
                  return count;
                }));
  }

  /// For [io.pollen.io.Io#copy]: a way to a socket costs nothing, but for smaller files two calls.
  @Override
  public int worthFrom() {
    return 8 * 1024;
  }

  /// For [io.pollen.io.Io#copy], which asks when much is moved.
  @Override
  public @Nullable Passage passageTo(Object sink) {
    CachedReads sends = file.sends();
    Passage.Outlet outlet = sends != null && sink instanceof Passage.Sink to ? to.outlet() : null;
    return sends == null || outlet == null ? null : new FilePassage(file, sends, last, outlet);
  }

  /// Writes at the position; ready when the bytes are with the system. **Cancel-safe** by the
  /// buffer's position: it moves at the first poll by the bytes that will be written, and what is
  /// left in the buffer is still to be written.
  @Override
  public Future<Integer> write(ByteBuffer from) {
    return last.write(Objects.requireNonNull(from, "from"));
  }

  /// Waits for the end of a write that was dropped. What is written is with the system; that it
  /// survives a loss of power is what [#force] is for. **Cancel-safe.**
  @Override
  public Future<Void> flush() {
    return new AfterWrite<>("a flush of " + file, last, FileCalls::nothing);
  }

  /// As [#flush], and closes the file. **Cancel-safe.** Unlike [#close] it tells when the last
  /// write or the closing has failed.
  @Override
  public Future<Void> shutdown() {
    return new AfterWrite<>(
        "a shutdown of " + file,
        last,
        () -> FileCalls.action("the close", file, OpenFile::closeAndTell));
  }

  /// Cuts the file off after `size` bytes; a position beyond is set to the new end. A file that is
  /// not longer stays as it is. **Cancel-safe**: one that was dropped after its first poll is done
  /// all the same, but for the position.
  ///
  /// @throws IllegalArgumentException when `size` is negative
  public Future<Void> truncate(long size) {
    long kept = notNegative(size, "a size");
    return new AfterWrite<>(
        "a truncation of " + file,
        last,
        () ->
            FileCalls.action("the truncation", file, open -> open.truncate(kept))
                .inspect(done -> last.position = Math.min(last.position, kept)));
  }

  // ---------------------------------------------------------------- anywhere, by several tasks

  /// Reads up to 256 KiB at `offset`. Any number of tasks at once. **Cancel-safe**: a dropped read
  /// has taken nothing.
  ///
  /// @param offset in bytes from the start of the file
  /// @return the number of bytes; 0 only when `to` has no room; −1 at the end of the file or beyond
  /// @throws IllegalArgumentException when `offset` is negative
  public Future<Integer> read(ByteBuffer to, long offset) {
    return new ReadAt(file, to, notNegative(offset, "an offset"));
  }

  /// Writes up to 256 KiB at `offset`; beyond the end the file grows. Any number of tasks at once;
  /// of two writes to one place either may come last. A file that was opened with `APPEND` ignores
  /// the offset, by the system's choice. **Cancel-safe** as [#write(ByteBuffer)].
  ///
  /// @param offset in bytes from the start of the file
  /// @return the number of bytes; 0 only when `from` is empty
  /// @throws IllegalArgumentException when `offset` is negative
  public Future<Integer> write(ByteBuffer from, long offset) {
    return new WriteAt(
        file, Objects.requireNonNull(from, "from"), notNegative(offset, "an offset"));
  }

  /// How many bytes the file has. **Cancel-safe.**
  public Future<Long> size() {
    return PoolFuture.undisturbed("the size", file, file::size);
  }

  /// Waits until everything that was written before is on the device; for a write that was dropped,
  /// [#flush] first. **Cancel-safe**: one that was dropped after its first poll is done all the
  /// same.
  ///
  /// @param metaData whether the file's times and the like are to be there, too
  public Future<Void> force(boolean metaData) {
    return FileCalls.action("a force", file, open -> open.force(metaData));
  }

  // ---------------------------------------------------------------- locks

  /// Locks the whole file, however long it becomes, for this process alone: [#lock(long, long,
  /// boolean)].
  public Future<FileLock> lock() {
    return lock(0, Long.MAX_VALUE, false);
  }

  /// Locks `size` bytes from `position` on, beyond the end of the file, too, against other
  /// processes that ask for a lock, and against other tasks that ask by `lock`. (Nobody is kept
  /// from reading or writing without one.) Waits until it is free; any number of tasks at once, in
  /// no order.
  ///
  /// **Waiting** is asking again, after 1 ms at first and at least each 50 ms: so it holds no
  /// thread, and a lock that is much in demand may pass by. A task that asks for bytes that it has
  /// locked itself waits for ever.
  ///
  /// **Within one process** the system counts no locks: it gives back all that the process has of a
  /// file as soon as any open file or channel of it is closed, and also when an [#open] with `READ`
  /// and `WRITE` fails for want of the right to write. So lock a file by one [AsyncFile] that stays
  /// open, best one of a file of its own. Two shared locks of the same bytes exclude one another
  /// there, as in java.nio.
  ///
  /// **After [#close]** it is held until the writes that are under way have ended, which are
  /// carried through.
  ///
  /// **Cancel-safe**: a lock that comes for a dropped future is given back. Fails with
  /// `NonReadableChannelException` when it is shared and the file was not opened for reading, with
  /// `NonWritableChannelException` when it is not and the file was not opened for writing, with
  /// `ClosedChannelException` when the file was closed, and with an `IOException` when its file
  /// system has no locks.
  ///
  /// @param size 0 for all from `position` on, as in java.nio
  /// @param shared whether others may hold a shared one at the same time
  /// @throws IllegalArgumentException when a number is negative, or their sum too large
  public Future<FileLock> lock(long position, long size, boolean shared) {
    checkPart(position, size);
    return new LockAttempts(file, position, size, shared);
  }

  /// Locks as [#lock(long, long, boolean)], now or not at all. **Cancel-safe.**
  ///
  /// @return empty when it is not free
  public Future<Optional<FileLock>> tryLock(long position, long size, boolean shared) {
    checkPart(position, size);
    return LockAttempts.attempt(file, position, size, shared);
  }

  private static void checkPart(long position, long size) {
    notNegative(position, "the position of a lock");
    notNegative(size, "the size of a lock");
    if (position + size < 0) {
      throw new IllegalArgumentException(
          "a lock must end before 2^63: " + size + " bytes from " + position);
    }
  }

  // ---------------------------------------------------------------- the end

  /// Whether nobody has asked for the close.
  public boolean isOpen() {
    return file.isOpen();
  }

  /// Closes the file: at once, or when the writes that are under way have ended, which are carried
  /// through. Operations that begin later fail with `ClosedChannelException`, reads that are under
  /// way with `AsynchronousCloseException`. Idempotent, any thread. On most file systems it does
  /// not block; on one that does, use [#shutdown], which is also the one to tell of failures.
  @Override
  public void close() {
    file.close();
  }

  private static long notNegative(long number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " must not be negative: " + number);
    }
    return number;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
