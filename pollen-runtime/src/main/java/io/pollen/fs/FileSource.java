package io.pollen.fs;

import io.pollen.FailureHook;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The blocking side of [FileItems]: opened by the first fetch, closed by whoever is last of the
/// fetch that is under way and the close.
///
/// | state  | set by            | meaning                                  |
/// |--------|-------------------|------------------------------------------|
/// | busy   | a fetch           | it uses `opened`, and nobody else may    |
/// | closed | close, or a fetch at the end | nothing will be opened or fetched |
final class FileSource<T> {
  private final String what;
  private final Callable<Opened<T>> open;

  // --- under the monitor; what is opened belongs to the fetch while it is busy ---
  private @Nullable Opened<T> opened;
  private boolean busy;
  private boolean closed;

  /// @param items may block, and throw unchecked exceptions with an IOException inside
  /// @param resource is to be closed in the end
  record Opened<T>(Iterator<T> items, AutoCloseable resource) {}

  /// @param items may be empty only in the last one
  /// @param failure what came after the items
  /// @param isLast whether nothing comes after it
  record Chunk<T>(List<T> items, @Nullable Exception failure, boolean isLast) {}

  FileSource(String what, Callable<Opened<T>> open) {
    this.what = what;
    this.open = open;
  }

  /// On a thread of the pool, one at a time.
  Chunk<T> fetch(int most) {
    synchronized (this) {
      if (closed) {
        return new Chunk<>(List.of(), null, true);
      }
      busy = true;
    }
    List<T> items = new ArrayList<>(most);
    Exception failure = null;
    boolean isLast = true;
    try {
      Iterator<T> from = items();
      while (items.size() < most && from.hasNext()) {
        items.add(from.next());
      }
      isLast = items.size() < most;
    } catch (UncheckedIOException wrapped) {
      failure = wrapped.getCause();
    } catch (DirectoryIteratorException wrapped) {
      failure = wrapped.getCause();
    } catch (Exception e) {
      failure = e;
    } finally {
      rest(isLast);
    }
    return new Chunk<>(items, failure, isLast);
  }

  private Iterator<T> items() throws Exception {
    Opened<T> known;
    synchronized (this) {
      known = opened;
    }
    if (known == null) {
      known = open.call();
      synchronized (this) {
        opened = known;
      }
    }
    return known.items();
  }

  private void rest(boolean isLast) {
    Opened<T> unused = null;
    synchronized (this) {
      busy = false;
      closed |= isLast;
      if (closed) {
        unused = opened;
        opened = null;
      }
    }
    close(unused);
  }

  /// Any thread.
  void close() {
    Opened<T> unused = null;
    synchronized (this) {
      closed = true;
      if (!busy) {
        unused = opened;
        opened = null;
      }
    }
    close(unused);
  }

  private void close(@Nullable Opened<T> unused) {
    if (unused == null) {
      return;
    }
    try {
      unused.resource().close();
    } catch (Exception failure) {
      FailureHook.report(this, failure); // everything that was asked for has been read
    }
  }

  @Override
  public String toString() {
    return what;
  }
}
