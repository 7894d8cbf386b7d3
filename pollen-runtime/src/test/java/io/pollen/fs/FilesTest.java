package io.pollen.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.runtime.AsyncRuntime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FilesTest {
  private final AsyncRuntime runtime = AsyncRuntime.builder().workerThreads(1).build();

  @TempDir Path folder;

  @AfterEach
  void end() {
    runtime.close();
  }

  private <T> T get(Future<T> future) throws Exception {
    return runtime.blockOn(runtime.spawn(future));
  }

  private <T> List<T> all(FileItems<T> items) throws Exception {
    List<T> found = new ArrayList<>();
    for (var item = get(items.next()); item.isPresent(); item = get(items.next())) {
      found.add(item.get());
    }
    return found;
  }

  private static boolean isThere(Path path) {
    return java.nio.file.Files.exists(path);
  }

  @Test
  void textIsWrittenAppendedAndRead() throws Exception {
    Path file = folder.resolve("text");
    assertThat(get(Files.writeString(file, "tea\n"))).isEqualTo(file);
    get(Files.writeString(file, "Kräuter\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND));
    get(Files.write(file, List.of("milk"), StandardOpenOption.APPEND));
    assertThat(get(Files.readString(file))).isEqualTo("tea\nKräuter\nmilk\n");
    assertThat(get(Files.readAllLines(file))).containsExactly("tea", "Kräuter", "milk");
    get(Files.write(file, new byte[] {1, (byte) 0xC3}));
    assertThat(get(Files.readAllBytes(file))).containsExactly(1, 0xC3);
    assertThatThrownBy(() -> get(Files.readString(file)))
        .isInstanceOf(MalformedInputException.class);
  }

  @Test
  void foldersAndFilesAreMadeCopiedMovedAndDeleted() throws Exception {
    Path deep = folder.resolve("a/b");
    get(Files.createDirectories(deep));
    Path one = get(Files.createFile(deep.resolve("one")));
    Path two = get(Files.copy(one, deep.resolve("two")));
    get(Files.move(two, one, StandardCopyOption.REPLACE_EXISTING));
    assertThat(isThere(two)).isFalse();
    assertThat(get(Files.copy(new ByteArrayInputStream(new byte[] {7}), two))).isEqualTo(1);
    var copied = new ByteArrayOutputStream();
    assertThat(get(Files.copy(two, copied))).isEqualTo(1);
    assertThat(copied.toByteArray()).containsExactly(7);
    assertThat(get(Files.deleteIfExists(two))).isTrue();
    assertThat(get(Files.deleteIfExists(two))).isFalse();
    get(Files.delete(one));
    Path temporary = get(Files.createTempFile(deep, "x", ".tmp"));
    assertThat(get(Files.createTempDirectory(deep, "y"))).isDirectory();
    assertThat(get(Files.createSymbolicLink(deep.resolve("link"), temporary))).isSymbolicLink();
    assertThat(get(Files.readSymbolicLink(deep.resolve("link")))).isEqualTo(temporary);
    assertThat(get(Files.createLink(deep.resolve("hard"), temporary))).exists();
  }

  @Test
  void whatThereIsToKnowOfAFileIsAnswered() throws Exception {
    Path file = java.nio.file.Files.writeString(folder.resolve("file.txt"), "twelve bytes");
    assertThat(get(Files.exists(file))).isTrue();
    assertThat(get(Files.notExists(file))).isFalse();
    assertThat(get(Files.isDirectory(folder))).isTrue();
    assertThat(get(Files.isRegularFile(file))).isTrue();
    assertThat(get(Files.isReadable(file))).isTrue();
    assertThat(get(Files.isSameFile(file, file))).isTrue();
    assertThat(get(Files.mismatch(file, file))).isEqualTo(-1);
    assertThat(get(Files.size(file))).isEqualTo(12);
    assertThat(get(Files.readAttributes(file, BasicFileAttributes.class)).size()).isEqualTo(12);
    assertThat(get(Files.readAttributes(file, "size"))).containsEntry("size", 12L);
    var time = FileTime.fromMillis(1_000_000);
    get(Files.setLastModifiedTime(file, time));
    assertThat(get(Files.getLastModifiedTime(file))).isEqualTo(time);
    assertThat(get(Files.getAttribute(file, "lastModifiedTime"))).isEqualTo(time);
    get(Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")));
    assertThat(PosixFilePermissions.toString(get(Files.getPosixFilePermissions(file))))
        .isEqualTo("rw-------");
    get(Files.setOwner(file, get(Files.getOwner(file))));
    assertThat(get(Files.probeContentType(folder.resolve("no.known-type")))).isEmpty();
    assertThat(get(Files.getFileStore(file)).name()).isNotEmpty();
  }

  @Test
  void failuresAreThoseOfJavaNio() throws Exception {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> get(Files.readString(none)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(none.toString());
    assertThatThrownBy(() -> get(Files.createDirectory(folder)))
        .isInstanceOf(FileAlreadyExistsException.class);
    get(Files.createFile(folder.resolve("file")));
    assertThatThrownBy(() -> get(Files.delete(folder)))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> get(Files.list(folder.resolve("file")).next()))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> get(Files.lines(none).next())).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void nothingHappensBeforeTheFirstPollAndOutsideOfARuntimeItSaysWhatToDo() throws Exception {
    Path file = folder.resolve("file");
    Files.createFile(file).drop();
    Future<Path> create = Files.createFile(file);
    assertThat(create).hasToString("Files.createFile of " + file);
    assertThatThrownBy(() -> Drive.drive(create))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Files.createFile of " + file)
        .hasMessageContaining("needs a Pollen runtime");
    assertThatThrownBy(() -> Drive.drive(Files.list(folder).next()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs a Pollen runtime");
    assertThat(isThere(file)).isFalse();
  }

  @Test
  void aFolderOfAnySizeIsListedInChunks() throws Exception {
    for (int size : new int[] {0, 1, FileItems.CHUNK - 1, FileItems.CHUNK, 100}) {
      Path sized = java.nio.file.Files.createDirectory(folder.resolve("of" + size));
      Set<Path> made = new TreeSet<>();
      for (int i = 0; i < size; i++) {
        made.add(java.nio.file.Files.createFile(sized.resolve("entry" + i)));
      }
      assertThat(all(Files.list(sized))).containsExactlyInAnyOrderElementsOf(made);
      assertThat(all(Files.newDirectoryStream(sized))).hasSize(size);
      assertThat(all(Files.newDirectoryStream(sized, "*0"))).hasSize((size + 9) / 10);
      assertThat(all(Files.walk(sized))).hasSize(size + 1).contains(sized);
      assertThat(all(Files.find(sized, 1, (path, attributes) -> attributes.isDirectory())))
          .containsExactly(sized);
    }
  }

  @Test
  void linesComeInOrderAndTheFailureAfterThoseBeforeIt() throws Exception {
    Path file = folder.resolve("lines");
    java.nio.file.Files.write(file, List.of("one", "two"));
    assertThat(all(Files.lines(file))).containsExactly("one", "two");
    byte[] broken = new byte[20_000];
    Arrays.fill(broken, (byte) '\n');
    broken[broken.length - 1] = (byte) 0xFF;
    java.nio.file.Files.write(file, broken);
    FileItems<String> lines = Files.lines(file);
    int count = 0;
    Throwable failure = null;
    while (failure == null) {
      try {
        assertThat(get(lines.next())).contains("");
        count++;
      } catch (MalformedInputException e) {
        failure = e;
      }
    }
    assertThat(count).isPositive();
    assertThat(get(lines.next())).isEmpty();
  }

  @Test
  void aDroppedNextLosesNoItem() throws Exception {
    java.nio.file.Files.createFile(folder.resolve("only"));
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    FileItems<Path> found =
        Files.newDirectoryStream(
            folder,
            path -> {
              begun.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return true;
            });
    runtime.blockOn(
        (Future<Void>)
            cx -> {
              Future<Optional<Path>> dropped = found.next();
              assertThat(dropped.poll(cx.withWaker(Waker.noop())).isReady()).isFalse();
              dropped.drop();
              return Poll.ready();
            });
    begun.await();
    go.countDown();
    assertThat(get(found.next())).contains(folder.resolve("only"));
    assertThat(get(found.next())).isEmpty();
  }

  @Test
  void aClosedSequenceIsAtItsEndAndReleasesItsFolder() throws Exception {
    for (int i = 0; i < 2 * FileItems.CHUNK; i++) {
      java.nio.file.Files.createFile(folder.resolve("entry" + i));
    }
    long before = Descriptors.open(folder);
    FileItems<Path> items = Files.list(folder);
    assertThat(get(items.next())).isPresent();
    assertThat(Descriptors.open(folder)).isGreaterThan(before);
    items.close();
    items.close();
    assertThat(Descriptors.open(folder)).isEqualTo(before);
    for (int i = 1; i < FileItems.CHUNK; i++) {
      assertThat(get(items.next())).isPresent(); // fetched before
    }
    assertThat(get(items.next())).isEmpty();
  }

  @Test
  void aTreeIsWalkedByAVisitor() throws Exception {
    java.nio.file.Files.createFile(folder.resolve("seen"));
    var seen = new ArrayList<Path>();
    get(
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<Path>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                seen.add(file);
                return FileVisitResult.CONTINUE;
              }
            }));
    assertThat(seen).containsExactly(folder.resolve("seen"));
  }

  @Test
  void aChangeIsMadeAlsoWhenItsFutureIsDropped() throws Exception {
    Path file = folder.resolve("dropped");
    runtime.blockOn(
        (Future<Void>)
            cx -> {
              Future<Path> write = Files.writeString(file, "all of it");
              write.poll(cx.withWaker(Waker.noop()));
              write.drop();
              return Poll.ready();
            });
    runtime.close();
    assertThat(java.nio.file.Files.readString(file)).isEqualTo("all of it");
  }
}
