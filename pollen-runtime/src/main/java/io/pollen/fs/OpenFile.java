package io.pollen.fs;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.runtime.driver.FileRead;
import io.pollen.runtime.driver.FileReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The channel of an [AsyncFile], and its end: it is closed when that was asked for and no write is
/// under way any more. Reads that are under way then fail, as java.nio's do.
final class OpenFile {
  /// How many bytes at most one operation moves: enough that the hop to the pool is the smaller
  /// part.
  static final int MOST_BYTES = 256 << 10;

  /// In place of an offset: at the end, wherever it is then.
  static final long END = -1;

  private final Path path;
  private final FileChannel channel;
  private final boolean appends;
  private final @Nullable CachedReads cached;
  private final boolean writable;

  // --- under the monitor ---
  private int writes;
  private boolean closeAsked;

  private OpenFile(
      Path path,
      FileChannel channel,
      Set<? extends OpenOption> options,
      @Nullable CachedReads cached) {
    this.path = path;
    this.channel = channel;
    this.appends = options.contains(StandardOpenOption.APPEND);
    this.writable = options.contains(StandardOpenOption.WRITE);
    this.cached = cached;
  }

  /// Blocks.
  static OpenFile open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    CachedReads cached = attributes.length > 0 ? null : CachedReads.open(path, options);
    FileChannel channel = cached == null ? null : cached.channel(options);
    if (cached != null && channel == null) {
      cached.close();
      cached = null;
    }
    if (channel == null) {
      channel = FileChannel.open(path, options, attributes);
    }
    return new OpenFile(path, channel, options, cached);
  }

  Path path() {
    return path;
  }

  boolean appends() {
    return appends;
  }

  /// Reads what is in memory, without waiting.
  ///
  /// @return the number of bytes, 0 at the end of the file, or [CachedReads#NOT_HERE]
  int readNow(ByteBuffer to, int most, long offset) {
    return cached == null ? CachedReads.NOT_HERE : cached.read(to, most, offset);
  }

  /// Begins a read of what is not in memory by the driver of the worker that polls with `cx`.
  ///
  /// @return null when the pool has to read
  @Nullable FileRead begin(Context cx, int most, long offset) {
    FileReads by = cached == null || most > FileReads.MOST_BYTES ? null : cx.find(FileReads.class);
    return cached == null || by == null ? null : cached.begin(by, most, offset);
  }

  /// For sends without a buffer; null when there are none of this file. The pages themselves are on
  /// the way to the peer then, and whoever writes to the file changes what is on the way: so not of
  /// a file that this one can write to.
  @Nullable CachedReads sends() {
    return writable ? null : cached;
  }

  // ---------------------------------------------------------------- calls, which block

  /// The channel for who comes before the close: a write that is carried through keeps it open for
  /// itself alone.
  private synchronized FileChannel channel() throws ClosedChannelException {
    if (closeAsked) {
      throw new ClosedChannelException();
    }
    return channel;
  }

  /// @return what was read, in memory of its own; empty at the end of the file
  ByteBuffer read(int most, long offset) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(most);
    channel().read(into, offset);
    return into.flip();
  }

  /// Writes some of `from`.
  ///
  /// @param offset or [#END]
  void write(ByteBuffer from, long offset) throws IOException {
    int count = offset == END ? channel.write(from) : channel.write(from, offset);
    if (count == 0) {
      throw new IOException(path + " took none of " + from.remaining() + " bytes");
    }
  }

  long size() throws IOException {
    return channel().size();
  }

  void truncate(long size) throws IOException {
    channel().truncate(size);
  }

  void force(boolean metaData) throws IOException {
    channel().force(metaData);
  }

  /// @return null while another process, or another lock of this one, has some of these bytes
  java.nio.channels.@Nullable FileLock tryLock(long position, long size, boolean shared)
      throws IOException {
    try {
      return channel().tryLock(position, size, shared);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  // ---------------------------------------------------------------- the end

  /// Any thread. The channel stays open until [#endWrite].
  ///
  /// @throws ClosedChannelException when the close was asked for
  synchronized void beginWrite() throws ClosedChannelException {
    if (closeAsked) {
      throw new ClosedChannelException();
    }
    writes++;
  }

  /// Any thread.
  void endWrite() {
    synchronized (this) {
      writes--;
      if (!closeAsked || writes > 0) {
        return;
      }
    }
    closeQuietly();
  }

  /// Closes the channel now, or leaves that to the last write. Any thread.
  void close() {
    if (askClose()) {
      closeQuietly();
    }
  }

  /// The same, for who wants to know. No write is under way.
  void closeAndTell() throws IOException {
    if (askClose()) {
      closeNow();
    }
  }

  /// @return whether the caller has to close it
  private synchronized boolean askClose() {
    boolean first = !closeAsked;
    closeAsked = true;
    if (cached != null) {
      cached.forbid();
    }
    return first && writes == 0;
  }

  /// Both descriptors, and not one before: with either of them the locks are gone, which a write
  /// that is carried through may count on.
  private void closeNow() throws IOException {
    if (cached != null) {
      cached.close();
    }
    channel.close();
  }

  private void closeQuietly() {
    try {
      closeNow();
    } catch (IOException failure) {
      FailureHook.report(this, failure);
    }
  }

  synchronized boolean isOpen() {
    return !closeAsked;
  }

  @Override
  public String toString() {
    return "file " + path;
  }
}
