package io.pollen.process;

import io.pollen.FailureHook;
import io.pollen.runtime.sys.ErrnoException;
import io.pollen.runtime.sys.FileCalls;
import io.pollen.runtime.sys.StreamCalls;
import java.io.Closeable;
import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A pipe to or from a process that is about to start.
///
/// The JDK's own pipes cannot be read so that a close or an interrupt ends the read: a runtime
/// would not end before its children do. So on Linux the pipe is made here, our end is opened as a
/// channel, which can, and the child's end is given to the JDK as a file, by its name in `/proc`.
/// Elsewhere it is the JDK's.
final class ChildPipe {
  private static final boolean OWN = ownPipesWork();

  private final boolean toChild;
  private final @Nullable FileChannel ours;
  private final int childEnd;

  private ChildPipe(boolean toChild, @Nullable FileChannel ours, int childEnd) {
    this.toChild = toChild;
    this.ours = ours;
    this.childEnd = childEnd;
  }

  /// @param toChild whether we write
  static ChildPipe open(boolean toChild) throws IOException {
    return OWN ? openOwn(toChild) : new ChildPipe(toChild, null, -1);
  }

  private static ChildPipe openOwn(boolean toChild) throws IOException {
    int[] ends = new int[2];
    int result = FileCalls.pipe(ends);
    if (result < 0) {
      throw new ErrnoException("pipe2", -result);
    }
    // Neither would wait in a read or write; both are opened anew by their names, and those do.
    int ours = ends[toChild ? 1 : 0];
    int childs = ends[toChild ? 0 : 1];
    try {
      FileChannel channel =
          FileChannel.open(
              Path.of(name(ours)), toChild ? StandardOpenOption.WRITE : StandardOpenOption.READ);
      return new ChildPipe(toChild, channel, childs);
    } catch (IOException | RuntimeException | Error failure) {
      StreamCalls.close(childs);
      throw failure;
    } finally {
      StreamCalls.close(ours);
    }
  }

  private static boolean ownPipesWork() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return false;
    }
    try {
      ChildPipe probe = openOwn(true);
      probe.started();
      probe.abandon();
      return true;
    } catch (IOException | RuntimeException | LinkageError e) {
      System.getLogger("io.pollen.process")
          .log(
              System.Logger.Level.INFO,
              "pipes to child processes are the JDK's, whose reads do not end at a close: {0}",
              e.toString());
      return false;
    }
  }

  private static String name(int descriptor) {
    return "/proc/self/fd/" + descriptor;
  }

  /// What the child is started with.
  Redirect childSide() {
    if (ours == null) {
      return Redirect.PIPE;
    }
    File file = new File(name(childEnd));
    return toChild ? Redirect.from(file) : Redirect.to(file);
  }

  /// The child has its end, or will not have it: ours must be the only one of this process.
  void started() {
    if (ours != null) {
      StreamCalls.close(childEnd);
    }
  }

  /// There is no child.
  void abandon() {
    if (ours != null) {
      close(ours);
    }
  }

  InputStream input(InputStream jdks) {
    return ours == null ? jdks : Channels.newInputStream(ours);
  }

  OutputStream output(OutputStream jdks) {
    return ours == null ? new Unbuffered(jdks) : Channels.newOutputStream(ours);
  }

  /// Closes a stream of [#input] or [#output]. Any thread; a thread that is in it comes out.
  void close(Closeable stream) {
    if (ours != null) {
      closeNow(stream);
    } else {
      // It may wait for the thread that is in it.
      Thread.ofVirtual().name("pollen-close-pipe").start(() -> closeNow(stream));
    }
  }

  private static void closeNow(Closeable stream) {
    try {
      stream.close();
    } catch (IOException failure) {
      FailureHook.report(stream, failure);
    }
  }

  /// What is written is meant for the child now.
  private static final class Unbuffered extends FilterOutputStream {
    Unbuffered(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      out.flush();
    }
  }
}
