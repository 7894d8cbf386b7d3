package io.pollen.io;

import io.pollen.Future;
import io.pollen.NotCancelSafe;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Copies between streams, streams in memory and those of the process, two directions as one and
/// one as two, and a limit for idle ones.
public final class Io {
  private Io() {}

  /// Copies from `source` to `sink` until the source ends, through a buffer of 8 KiB that grows up
  /// to 64 KiB where much is moved. The sink is flushed whenever the source has nothing right now,
  /// and at the end; it is not shut down.
  ///
  /// **Without a stop in the program's memory** much goes from one socket on epoll to another
  /// (`splice`), and from an [io.pollen.fs.AsyncFile] that was opened for reading only to a socket
  /// on epoll or io_uring (`sendfile`): what is in memory in the poll, the rest when the pool has
  /// brought it in. The peer is sent the file's pages then: who overwrites the file in place while
  /// they are on the way, also after the copy has completed, may change what arrives. Replace files
  /// by a rename, or copy by a stream of your own, where that matters.
  ///
  /// **Not cancel-safe**: a dropped copy may have read bytes that it has not written. What goes by
  /// `sendfile` is not read before: there the file's position tells what was sent.
  ///
  /// @return the number of bytes
  @NotCancelSafe("what it has read and not written")
  public static Future<Long> copy(AsyncRead source, AsyncWrite sink) {
    return new Copy(source, sink, false);
  }

  /// Copies both ways until both sides have ended. When one side ends, the other is shut down for
  /// writing and may still say the rest. When one direction fails, the other is dropped.
  ///
  /// **Not cancel-safe**: a dropped copy may have read bytes that it has not written.
  ///
  /// @return how many bytes went which way
  @NotCancelSafe("what it has read and not written")
  public static <A extends AsyncRead & AsyncWrite, B extends AsyncRead & AsyncWrite>
      Future<Copied> copyBidirectional(A first, B second) {
    return new CopyBidirectional(new Copy(first, second, true), new Copy(second, first, true));
  }

  /// How many bytes a copy in both directions has moved.
  ///
  /// @param forth from the first stream to the second
  /// @param back from the second stream to the first
  public record Copied(long forth, long back) {}

  /// Two streams in memory, each the other's peer: what one writes the other reads. A write waits
  /// while `capacity` bytes are on the way.
  public static Duplex duplex(int capacity) {
    return Duplex.of(capacity);
  }

  /// One direction in memory: what the writer writes the reader reads. A write waits while
  /// `capacity` bytes are on the way.
  ///
  /// @throws IllegalArgumentException when `capacity` is less than 1
  public static Simplex simplex(int capacity) {
    return Simplex.of(capacity);
  }

  /// A source that is at its end. Its reads cost budget as others do.
  public static AsyncRead empty() {
    return EmptySource.INSTANCE;
  }

  /// A source of this byte without end: each read fills its buffer, and costs budget as others do.
  public static AsyncRead repeat(byte one) {
    return new RepeatingSource(one);
  }

  /// A sink that takes everything, and does nothing with it. Its writes cost budget as others do.
  public static AsyncWrite sink() {
    return new NullSink();
  }

  /// The bytes of `bytes`, from its position to its limit, as a stream with a position, which
  /// begins at the first of them. They are not copied: a write changes them, and what the program
  /// changes is what is read. The buffer's own position is not touched.
  public static Cursor cursor(ByteBuffer bytes) {
    return new Cursor(bytes);
  }

  /// The two directions of `stream`, so that one task reads while another one writes.
  ///
  /// **They cost nothing**: each half is a thin view, without a lock. For that a stream of both
  /// directions must allow what [AsyncRead] says of it, that one task reads while another one
  /// writes, on different threads; those of this library do.
  ///
  /// @throws IllegalArgumentException for an [AsyncSeek], as a file is: its directions share a
  ///   position, and so belong to one task; also behind other streams, where that is not seen
  public static <S extends AsyncRead & AsyncWrite> Halves<S> split(S stream) {
    if (stream instanceof AsyncSeek) {
      throw new IllegalArgumentException(
          stream + " reads and writes at one position: use it in one task, or open it twice");
    }
    return Halves.of(stream);
  }

  /// A source and a sink as one stream: the pipes of a process, for example, or the standard input
  /// and output.
  public static <R extends AsyncRead, W extends AsyncWrite> Joined<R, W> join(R reader, W writer) {
    return new Joined<>(reader, writer);
  }

  /// The standard input of the process, `System.in`, for all its tasks.
  ///
  /// A read that finds no bytes left has a daemon thread of its own fetch up to 64 KiB; no runtime
  /// waits for that thread when it is closed, nor does the process when it ends. Any number of
  /// tasks may read, also of several runtimes: they take turns, and who asked first is served
  /// first.
  ///
  /// **Cancel-safe**: a dropped read has taken no byte. The thread's own read goes on, for nothing
  /// ends it but bytes or their end; what it fetches is for whoever reads next. So it has taken it
  /// away from code that reads `System.in` itself: use the one or the other. For lines keep one
  /// [AsyncRead#lines], whose buffer reads ahead.
  ///
  /// A read that waits has its turn until it is completed or dropped: whoever keeps it and does not
  /// poll it keeps everybody from reading.
  ///
  /// After −1 the next read asks again, as a terminal goes on after its end. Fails with what
  /// `System.in` throws.
  public static AsyncRead stdin() {
    return StandardInput.OF_THE_PROCESS;
  }

  /// The standard output of the process, `System.out`, for all its tasks. A daemon thread of its
  /// own writes, up to 64 KiB at a time, and flushes. For many small writes put a [BufferedWrite]
  /// in front of it.
  ///
  /// A write is ready when its bytes are with the system: what was awaited is not lost when the
  /// process ends. Any number of tasks may write, also of several runtimes, and **what one
  /// operation writes stays together**: a `writeAll` of any size, too, among those that write by
  /// this stream. `System.out.println` may come between two pieces of 64 KiB.
  ///
  /// **Cancel-safe** by the buffer's position: it moves when the write has its turn, by the bytes
  /// that will be written, also if it is dropped; a failure of those comes out of the next
  /// operation, of whichever task. Fails with an `IOException` when nobody reads the output any
  /// more. A `PrintStream` does not forget a failure, whoever's it was: from then on every write
  /// fails, also one whose bytes arrive.
  ///
  /// A `writeAll` that has begun has its turn until it is completed or dropped: await it, or drop
  /// it; whoever keeps it and does not poll it keeps everybody from writing.
  ///
  /// `flush` waits for a write that was dropped. `shutdown` does the same and ends nothing, for the
  /// output is the process's.
  public static AsyncWrite stdout() {
    return StandardOutput.OUT_OF_THE_PROCESS;
  }

  /// The standard error output of the process, `System.err`; otherwise as [#stdout].
  public static AsyncWrite stderr() {
    return StandardOutput.ERR_OF_THE_PROCESS;
  }

  /// `stream` with a limit for how long it may be idle: an operation that waits fails with
  /// `java.net.SocketTimeoutException` when nothing has moved for `limit`, in either direction.
  ///
  /// What moves is a byte that is read or written; that an operation which had to wait is done
  /// counts, too. Time counts while at least one operation waits, by the runtime's clock and
  /// rounded up to its timers' resolution, whether it is one long wait or many short ones of which
  /// all but the last were dropped. It stands still while nobody reads or writes: a program that
  /// thinks for long is not to blame on the peer. What is ready wins over a limit that is reached
  /// at the same time.
  ///
  /// A failure ends every operation that waits, and neither closes the stream nor loses a byte:
  /// whoever tries again gets the whole limit again.
  ///
  /// Of a `TlsStream` only the program's own bytes are seen. Below it, as its transport, everything
  /// is, the handshake too; but there the read that waits for ciphertext is the TLS stream's, and
  /// its time goes on while the program thinks.
  ///
  /// Waiting needs a Pollen runtime.
  ///
  /// @throws IllegalArgumentException when `limit` is not above zero
  public static <S extends AsyncRead & AsyncWrite> IdleTimeout<S> withIdleTimeout(
      S stream, Duration limit) {
    return new IdleTimeout<>(stream, limit);
  }
}
