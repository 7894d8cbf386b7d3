package io.pollen.runtime.driver;

import io.pollen.Waker;
import org.jspecify.annotations.Nullable;

/// Reads of files that wait for the device in the driver of a worker, and not on a thread. A
/// context finds it where the worker that polls has a driver that can.
public interface FileReads {
  /// How many bytes one reads at most: they are copied on the worker.
  int MOST_BYTES = 16 * 1024;

  /// Begins a read. It ends by itself, and outlives a [FileRead#drop].
  ///
  /// @param fd stays open until `atEnd`
  /// @param offset in bytes from the start of the file
  /// @param bytes from 1 to [#MOST_BYTES]
  /// @param atEnd called once when the read is over, under no lock; never when this answers null
  /// @return null when there is no way now: ask the pool
  @Nullable FileRead begin(int fd, long offset, int bytes, Waker atEnd);
}
