package io.pollen.fs;

import io.pollen.Future;
import io.pollen.runtime.blocking.PoolFuture;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitor;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// `java.nio.file.Files` for tasks: the same names and parameters, and a future for each answer.
///
/// Each future makes the call of that name on the pool for blocking calls of the runtime that polls
/// it first; nothing happens before. It is one hop there and back, some ten microseconds, for the
/// whole call: `readString` costs one, not one for each block. What the call throws comes out of
/// the await unchanged: `NoSuchFileException`, `FileAlreadyExistsException` and so on. A sequence
/// ([#list], [#walk], [#lines]) is a [FileItems].
///
/// **Cancel-safe** in this sense: a future that is dropped before its first poll does nothing. From
/// then on its call cannot be taken back: it goes on to its end, and the end of the runtime waits
/// for one that changes something, so that no file is left half written. (`walkFileTree` and `copy`
/// with a stream may take long: they are interrupted.) A failure that comes after the drop of a
/// change goes to the runtime's `onTaskFailure`. Leave an array, a list or a stream that was given
/// to a call alone until its future has completed: after a drop the call may still be reading it.
///
/// For large files, parts of files, and buffers, see [AsyncFile].
public final class Files {
  private static final String TEMPORARY = "a temporary file or folder";

  private Files() {}

  // ---------------------------------------------------------------- making

  public static Future<Path> createFile(Path path, FileAttribute<?>... attributes) {
    return changes("createFile", path, () -> java.nio.file.Files.createFile(path, attributes));
  }

  public static Future<Path> createDirectory(Path directory, FileAttribute<?>... attributes) {
    return changes(
        "createDirectory",
        directory,
        () -> java.nio.file.Files.createDirectory(directory, attributes));
  }

  public static Future<Path> createDirectories(Path directory, FileAttribute<?>... attributes) {
    return changes(
        "createDirectories",
        directory,
        () -> java.nio.file.Files.createDirectories(directory, attributes));
  }

  public static Future<Path> createTempFile(
      Path directory,
      @Nullable String prefix,
      @Nullable String suffix,
      FileAttribute<?>... attributes) {
    return changes(
        "createTempFile",
        directory,
        () -> java.nio.file.Files.createTempFile(directory, prefix, suffix, attributes));
  }

  public static Future<Path> createTempFile(
      @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes) {
    return changes(
        "createTempFile",
        TEMPORARY,
        () -> java.nio.file.Files.createTempFile(prefix, suffix, attributes));
  }

  public static Future<Path> createTempDirectory(
      Path directory, @Nullable String prefix, FileAttribute<?>... attributes) {
    return changes(
        "createTempDirectory",
        directory,
        () -> java.nio.file.Files.createTempDirectory(directory, prefix, attributes));
  }

  public static Future<Path> createTempDirectory(
      @Nullable String prefix, FileAttribute<?>... attributes) {
    return changes(
        "createTempDirectory",
        TEMPORARY,
        () -> java.nio.file.Files.createTempDirectory(prefix, attributes));
  }

  public static Future<Path> createSymbolicLink(
      Path link, Path target, FileAttribute<?>... attributes) {
    return changes(
        "createSymbolicLink",
        link,
        () -> java.nio.file.Files.createSymbolicLink(link, target, attributes));
  }

  public static Future<Path> createLink(Path link, Path existing) {
    return changes("createLink", link, () -> java.nio.file.Files.createLink(link, existing));
  }

  // ---------------------------------------------------------------- moving and deleting

  public static Future<Void> delete(Path path) {
    Objects.requireNonNull(path, "path");
    return FileCalls.action("Files.delete", path, java.nio.file.Files::delete);
  }

  public static Future<Boolean> deleteIfExists(Path path) {
    return changes("deleteIfExists", path, () -> java.nio.file.Files.deleteIfExists(path));
  }

  public static Future<Path> copy(Path source, Path target, CopyOption... options) {
    return changes("copy", source, () -> java.nio.file.Files.copy(source, target, options));
  }

  public static Future<Long> copy(InputStream source, Path target, CopyOption... options) {
    return reads("copy", target, () -> java.nio.file.Files.copy(source, target, options));
  }

  public static Future<Long> copy(Path source, OutputStream target) {
    return reads("copy", source, () -> java.nio.file.Files.copy(source, target));
  }

  public static Future<Path> move(Path source, Path target, CopyOption... options) {
    return changes("move", source, () -> java.nio.file.Files.move(source, target, options));
  }

  // ---------------------------------------------------------------- reading and writing

  public static Future<byte[]> readAllBytes(Path path) {
    return reads("readAllBytes", path, () -> java.nio.file.Files.readAllBytes(path));
  }

  public static Future<String> readString(Path path) {
    return reads("readString", path, () -> java.nio.file.Files.readString(path));
  }

  public static Future<String> readString(Path path, Charset charset) {
    return reads("readString", path, () -> java.nio.file.Files.readString(path, charset));
  }

  public static Future<List<String>> readAllLines(Path path) {
    return reads("readAllLines", path, () -> java.nio.file.Files.readAllLines(path));
  }

  public static Future<List<String>> readAllLines(Path path, Charset charset) {
    return reads("readAllLines", path, () -> java.nio.file.Files.readAllLines(path, charset));
  }

  public static Future<Path> write(Path path, byte[] bytes, OpenOption... options) {
    return changes("write", path, () -> java.nio.file.Files.write(path, bytes, options));
  }

  public static Future<Path> write(
      Path path, Iterable<? extends CharSequence> lines, OpenOption... options) {
    return changes("write", path, () -> java.nio.file.Files.write(path, lines, options));
  }

  public static Future<Path> write(
      Path path, Iterable<? extends CharSequence> lines, Charset charset, OpenOption... options) {
    return changes("write", path, () -> java.nio.file.Files.write(path, lines, charset, options));
  }

  public static Future<Path> writeString(Path path, CharSequence text, OpenOption... options) {
    return changes("writeString", path, () -> java.nio.file.Files.writeString(path, text, options));
  }

  public static Future<Path> writeString(
      Path path, CharSequence text, Charset charset, OpenOption... options) {
    return changes(
        "writeString", path, () -> java.nio.file.Files.writeString(path, text, charset, options));
  }

  // ---------------------------------------------------------------- looking

  public static Future<Boolean> exists(Path path, LinkOption... options) {
    return reads("exists", path, () -> java.nio.file.Files.exists(path, options));
  }

  public static Future<Boolean> notExists(Path path, LinkOption... options) {
    return reads("notExists", path, () -> java.nio.file.Files.notExists(path, options));
  }

  public static Future<Boolean> isReadable(Path path) {
    return reads("isReadable", path, () -> java.nio.file.Files.isReadable(path));
  }

  public static Future<Boolean> isWritable(Path path) {
    return reads("isWritable", path, () -> java.nio.file.Files.isWritable(path));
  }

  public static Future<Boolean> isExecutable(Path path) {
    return reads("isExecutable", path, () -> java.nio.file.Files.isExecutable(path));
  }

  public static Future<Boolean> isDirectory(Path path, LinkOption... options) {
    return reads("isDirectory", path, () -> java.nio.file.Files.isDirectory(path, options));
  }

  public static Future<Boolean> isRegularFile(Path path, LinkOption... options) {
    return reads("isRegularFile", path, () -> java.nio.file.Files.isRegularFile(path, options));
  }

  public static Future<Boolean> isSymbolicLink(Path path) {
    return reads("isSymbolicLink", path, () -> java.nio.file.Files.isSymbolicLink(path));
  }

  public static Future<Boolean> isHidden(Path path) {
    return reads("isHidden", path, () -> java.nio.file.Files.isHidden(path));
  }

  public static Future<Boolean> isSameFile(Path path, Path other) {
    return reads("isSameFile", path, () -> java.nio.file.Files.isSameFile(path, other));
  }

  public static Future<Long> mismatch(Path path, Path other) {
    return reads("mismatch", path, () -> java.nio.file.Files.mismatch(path, other));
  }

  public static Future<Long> size(Path path) {
    return reads("size", path, () -> java.nio.file.Files.size(path));
  }

  public static Future<Path> readSymbolicLink(Path link) {
    return reads("readSymbolicLink", link, () -> java.nio.file.Files.readSymbolicLink(link));
  }

  public static Future<FileStore> getFileStore(Path path) {
    return reads("getFileStore", path, () -> java.nio.file.Files.getFileStore(path));
  }

  /// Empty when the type is not known.
  public static Future<Optional<String>> probeContentType(Path path) {
    return reads(
        "probeContentType",
        path,
        () -> Optional.ofNullable(java.nio.file.Files.probeContentType(path)));
  }

  // ---------------------------------------------------------------- attributes

  public static Future<Object> getAttribute(Path path, String attribute, LinkOption... options) {
    return reads(
        "getAttribute", path, () -> java.nio.file.Files.getAttribute(path, attribute, options));
  }

  public static Future<Path> setAttribute(
      Path path, String attribute, @Nullable Object value, LinkOption... options) {
    return changes(
        "setAttribute",
        path,
        () -> java.nio.file.Files.setAttribute(path, attribute, value, options));
  }

  public static <A extends BasicFileAttributes> Future<A> readAttributes(
      Path path, Class<A> type, LinkOption... options) {
    return reads(
        "readAttributes", path, () -> java.nio.file.Files.readAttributes(path, type, options));
  }

  public static Future<Map<String, Object>> readAttributes(
      Path path, String attributes, LinkOption... options) {
    return reads(
        "readAttributes",
        path,
        () -> java.nio.file.Files.readAttributes(path, attributes, options));
  }

  public static Future<FileTime> getLastModifiedTime(Path path, LinkOption... options) {
    return reads(
        "getLastModifiedTime", path, () -> java.nio.file.Files.getLastModifiedTime(path, options));
  }

  public static Future<Path> setLastModifiedTime(Path path, FileTime time) {
    return changes(
        "setLastModifiedTime", path, () -> java.nio.file.Files.setLastModifiedTime(path, time));
  }

  public static Future<UserPrincipal> getOwner(Path path, LinkOption... options) {
    return reads("getOwner", path, () -> java.nio.file.Files.getOwner(path, options));
  }

  public static Future<Path> setOwner(Path path, UserPrincipal owner) {
    return changes("setOwner", path, () -> java.nio.file.Files.setOwner(path, owner));
  }

  public static Future<Set<PosixFilePermission>> getPosixFilePermissions(
      Path path, LinkOption... options) {
    return reads(
        "getPosixFilePermissions",
        path,
        () -> java.nio.file.Files.getPosixFilePermissions(path, options));
  }

  public static Future<Path> setPosixFilePermissions(
      Path path, Set<PosixFilePermission> permissions) {
    return changes(
        "setPosixFilePermissions",
        path,
        () -> java.nio.file.Files.setPosixFilePermissions(path, permissions));
  }

  // ---------------------------------------------------------------- trees

  public static Future<Path> walkFileTree(Path start, FileVisitor<? super Path> visitor) {
    return reads("walkFileTree", start, () -> java.nio.file.Files.walkFileTree(start, visitor));
  }

  public static Future<Path> walkFileTree(
      Path start, Set<FileVisitOption> options, int maxDepth, FileVisitor<? super Path> visitor) {
    return reads(
        "walkFileTree",
        start,
        () -> java.nio.file.Files.walkFileTree(start, options, maxDepth, visitor));
  }

  // ---------------------------------------------------------------- sequences

  public static FileItems<Path> list(Path directory) {
    return FileItems.ofStream("list", directory, () -> java.nio.file.Files.list(directory));
  }

  public static FileItems<Path> walk(Path start, FileVisitOption... options) {
    return FileItems.ofStream("walk", start, () -> java.nio.file.Files.walk(start, options));
  }

  public static FileItems<Path> walk(Path start, int maxDepth, FileVisitOption... options) {
    return FileItems.ofStream(
        "walk", start, () -> java.nio.file.Files.walk(start, maxDepth, options));
  }

  /// @param matcher called on a thread of the pool
  public static FileItems<Path> find(
      Path start,
      int maxDepth,
      BiPredicate<Path, BasicFileAttributes> matcher,
      FileVisitOption... options) {
    return FileItems.ofStream(
        "find", start, () -> java.nio.file.Files.find(start, maxDepth, matcher, options));
  }

  public static FileItems<String> lines(Path path) {
    return FileItems.ofStream("lines", path, () -> java.nio.file.Files.lines(path));
  }

  public static FileItems<String> lines(Path path, Charset charset) {
    return FileItems.ofStream("lines", path, () -> java.nio.file.Files.lines(path, charset));
  }

  public static FileItems<Path> newDirectoryStream(Path directory) {
    return FileItems.ofDirectory(
        directory, () -> java.nio.file.Files.newDirectoryStream(directory));
  }

  public static FileItems<Path> newDirectoryStream(Path directory, String glob) {
    return FileItems.ofDirectory(
        directory, () -> java.nio.file.Files.newDirectoryStream(directory, glob));
  }

  /// @param filter called on a thread of the pool
  public static FileItems<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) {
    return FileItems.ofDirectory(
        directory, () -> java.nio.file.Files.newDirectoryStream(directory, filter));
  }

  // ---------------------------------------------------------------- how

  private static <T> Future<T> reads(String name, Path path, Callable<T> call) {
    Objects.requireNonNull(path, "path");
    return PoolFuture.reading("Files." + name, path, call);
  }

  private static <T> Future<T> changes(String name, Object what, Callable<T> call) {
    Objects.requireNonNull(what, "path");
    return PoolFuture.changing("Files." + name, what, call);
  }
}
