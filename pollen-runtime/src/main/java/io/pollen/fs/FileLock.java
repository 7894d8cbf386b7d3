package io.pollen.fs;

import io.pollen.FailureHook;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/// A lock of a file, or of a part of it, held until it is closed: see [AsyncFile#lock].
public final class FileLock implements AutoCloseable {
  private final OpenFile file;
  private final java.nio.channels.FileLock lock;

  FileLock(OpenFile file, java.nio.channels.FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /// Where the locked part begins, in bytes from the start of the file.
  public long position() {
    return lock.position();
  }

  /// How many bytes are locked; they may be beyond the end.
  public long size() {
    return lock.size();
  }

  /// Whether others may hold a shared lock of the same bytes.
  public boolean isShared() {
    return lock.isShared();
  }

  /// Whether it is held: neither closed nor its file.
  public boolean isValid() {
    return lock.isValid();
  }

  /// Gives the lock back; idempotent, any thread. It does not block, unless the file is on another
  /// machine. What was written under it is with the system by then only if those writes have
  /// completed.
  @Override
  public void close() {
    try {
      lock.release();
    } catch (ClosedChannelException e) {
      // given back with the file
    } catch (IOException failure) {
      FailureHook.report(this, failure);
    }
  }

  @Override
  public String toString() {
    return "%s lock of %s%s"
        .formatted(isShared() ? "a shared" : "an exclusive", file, isValid() ? "" : ", given back");
  }
}
