package io.pollen.fs;

import io.pollen.Async;
import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.runtime.blocking.BlockingPool;
import io.pollen.runtime.blocking.PoolCall;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The entries of a folder, the paths below it, or the lines of a file, one after the other: what
/// [Files#list], [Files#walk] and their like answer. 32 of them are fetched by one blocking call.
///
/// ```java
/// try (var entries = Files.list(folder)) {
///   for (var entry = await(entries.next()); entry.isPresent(); entry = await(entries.next())) {
///     IO.println(entry.get());
///   }
/// }
/// ```
///
/// Nothing happens before the first `next()` is polled; at the end and at a failure it closes
/// itself. One task at a time uses it.
///
/// @param <T> the type of the items
public final class FileItems<T> implements AutoCloseable {
  /// As Tokio: more would not make a hop to the pool noticeably cheaper for each of them.
  static final int CHUNK = 32;

  private final FileSource<T> source;
  private final PoolCall<FileSource.Chunk<T>> fetching = new PoolCall<>();

  // --- the task that asks ---
  private final Deque<T> fetched = new ArrayDeque<>();
  private @Nullable Exception failure;
  private boolean ended;

  private FileItems(FileSource<T> source) {
    this.source = source;
  }

  static <T> FileItems<T> ofStream(String what, Path path, Callable<Stream<T>> open) {
    return new FileItems<>(
        new FileSource<>(
            "Files." + what + " of " + path,
            () -> {
              Stream<T> stream = open.call();
              return new FileSource.Opened<>(stream.iterator(), stream);
            }));
  }

  static FileItems<Path> ofDirectory(Path path, Callable<DirectoryStream<Path>> open) {
    return new FileItems<>(
        new FileSource<>(
            "Files.newDirectoryStream of " + path,
            () -> {
              DirectoryStream<Path> stream = open.call();
              return new FileSource.Opened<>(stream.iterator(), stream);
            }));
  }

  /// The next item; empty at the end, and after [#close].
  ///
  /// **Cancel-safe**: what is being fetched for a dropped one stays for the next. Fails as java.nio
  /// does, with an `IOException` in place of the unchecked ones around it, after the items before
  /// the failure; from then on it is at its end.
  public Future<Optional<T>> next() {
    return Async.pollFn(this::poll);
  }

  private Poll<Optional<T>> poll(Context cx) throws Exception {
    while (fetched.isEmpty()) {
      Exception untold = failure;
      if (untold != null) {
        failure = null;
        throw untold;
      }
      if (ended) {
        return Poll.ready(Optional.empty());
      }
      if (!fetching.isUnderWay()) {
        BlockingPool pool = BlockingPool.find(cx, source);
        if (pool == null) {
          return Poll.pending();
        }
        fetching.begin(pool, () -> source.fetch(CHUNK));
      }
      if (!(fetching.poll(cx) instanceof Poll.Ready<FileSource.Chunk<T>>(var chunk))) {
        return Poll.pending();
      }
      fetched.addAll(chunk.items());
      failure = chunk.failure();
      ended = chunk.isLast();
    }
    return cx.proceed() ? Poll.ready(Optional.of(fetched.remove())) : Poll.pending();
  }

  /// Closes the folder or file, at once or when the call that is under way returns. Idempotent, any
  /// thread.
  @Override
  public void close() {
    source.close();
  }

  @Override
  public String toString() {
    return source.toString();
  }
}
