package io.pollen.compiler;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/// The JDK's debugger on a program in a JVM of its own, driven as by a person: a command, then its
/// answer up to the next prompt.
final class Jdb implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 60;

  /// A thread has stopped, or has answered.
  private static final Pattern STOPPED = Pattern.compile("(?m)^\\S+\\[\\d+] \\z");

  private static final Pattern READY = Pattern.compile("(?m)^(> |\\S+\\[\\d+] )\\z");
  private static final Pattern EXITED = Pattern.compile("The application exited");

  private final Process process;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// What jdb has written and no answer has taken. Guarded by the lock.
  private final StringBuilder unread = new StringBuilder();

  private boolean ended;

  Jdb(String classPath, Path sources, String main) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jdb").toString(),
                "-R-Xshare:auto",
                "-classpath",
                classPath,
                "-sourcepath",
                sources.toString(),
                main)
            .redirectErrorStream(true)
            .start();
    Thread.ofVirtual().start(this::read);
    await(READY);
  }

  private void read() {
    char[] buffer = new char[1024];
    try (Reader reader = process.inputReader()) {
      for (int n; (n = reader.read(buffer)) >= 0; ) {
        add(buffer, n);
      }
    } catch (IOException closed) {
      // The process was destroyed.
    }
    add(buffer, -1);
  }

  private void add(char[] buffer, int n) {
    lock.lock();
    try {
      if (n < 0) {
        ended = true;
      } else {
        unread.append(buffer, 0, n);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private String await(Pattern prompt) {
    long left = TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    lock.lock();
    try {
      while (!prompt.matcher(unread).find()) {
        if (left <= 0 || ended) {
          throw new AssertionError("no " + prompt + " in what jdb wrote: " + unread);
        }
        left = changed.awaitNanos(left);
      }
      String answer = unread.toString();
      unread.setLength(0);
      return answer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }

  private void write(String command) {
    try {
      process.outputWriter().write(command + "\n");
      process.outputWriter().flush();
    } catch (IOException e) {
      throw new AssertionError("jdb is gone", e);
    }
  }

  /// A command that is answered at once.
  String ask(String command) {
    write(command);
    return await(READY);
  }

  /// A command that makes the program go on until a thread stops.
  String go(String command) {
    write(command);
    return await(STOPPED);
  }

  /// Lets the program run to its end.
  String finish() {
    write("cont");
    return await(EXITED);
  }

  /// The names and values that `locals` shows.
  List<String> locals() {
    return ask("locals").lines().filter(line -> line.matches("\\w+ = .*")).toList();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
