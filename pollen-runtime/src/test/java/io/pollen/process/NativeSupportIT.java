package io.pollen.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.AsyncRuntime;
import io.pollen.runtime.driver.DriverKind;
import io.pollen.runtime.driver.SystemCallFilter;
import io.pollen.runtime.sys.Errno;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Systems that do not let us start processes, or take their exit codes away.
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class NativeSupportIT {

  @Test
  void whereTheCallsAreRefusedTheJdkStartsThemAndOneLogLineSaysWhy() throws Exception {
    Process child = SystemCallFilter.start(Errno.ENOSYS, "pidfd_open", Starts.class);
    String log = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(log).isZero();
    assertThat(log)
        .contains("exit code 7, text")
        .contains("the JDK starts processes here (pidfd_open: ENOSYS")
        .contains("does not offer them; use the epoll or io_uring driver");
    assertThat(log.lines().filter(line -> line.contains("that waits holds a thread")))
        .singleElement()
        .asString()
        .contains("pidfd_open: ENOSYS");
  }

  /// The system would take them itself then. (The JDK ends that when it gives out the environment.)
  @Test
  void exitCodesAreKeptAlsoWhereSigchldIsIgnored() throws Exception {
    String ignore =
        """
        import os, signal, sys
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        os.execv(sys.argv[1], sys.argv[1:])
        """;
    Process child =
        new ProcessBuilder(
                "python3",
                "-c",
                ignore,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Starts.class.getName())
            .redirectErrorStream(true)
            .start();
    String log = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(log).isZero();
    assertThat(log).contains("exit code 7, text").contains("leads a group");
  }

  /// Other code of the process may take the exit codes. Then nobody knows how a program has ended,
  /// but that it has, and no process of another is touched.
  @Test
  void whereExitCodesAreTakenAwayTheEndIsToldAllTheSame() throws Exception {
    Process child = java(Taken.class, "C.UTF-8");
    String log = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(log).isZero();
    assertThat(log).contains("60 have ended");
  }

  @Test
  void whatTheSystemsEncodingCannotSayIsRefused() throws Exception {
    Process child = java(Encoded.class, "C");
    String log = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(log).isZero();
    assertThat(log)
        .contains("cannot start 'echo': the encoding of this system")
        .contains("start this program with LANG=C.UTF-8");
  }

  private static Process java(Class<?> program, String locale) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName())
            .redirectErrorStream(true);
    builder.environment().put("LC_ALL", locale);
    return builder.start();
  }

  /// Has the system take all exit codes.
  static final class Taken {
    private Taken() {}

    public static void main(String[] arguments) throws Exception {
      try (AsyncRuntime runtime =
          AsyncRuntime.builder().workerThreads(1).driver(DriverKind.EPOLL).build()) {
        Command command = Command.of("true");
        runtime.blockOn(command.status());
        sun.misc.Signal.handle(new sun.misc.Signal("CHLD"), sun.misc.SignalHandler.SIG_IGN);
        int ended = 0;
        for (int i = 0; i < 60; i++) {
          try {
            runtime.blockOn(command.status());
            ended++;
          } catch (IllegalStateException e) {
            ended += e.getMessage().contains("how is not known") ? 1 : 0;
          }
        }
        System.out.println(ended + " have ended");
      }
    }
  }

  static final class Encoded {
    private Encoded() {}

    public static void main(String[] arguments) throws Exception {
      try (AsyncRuntime runtime =
          AsyncRuntime.builder().workerThreads(1).driver(DriverKind.EPOLL).build()) {
        runtime.blockOn(Command.of("echo", "\u00e9").status());
      } catch (java.io.IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /// The program of these processes.
  static final class Starts {
    private Starts() {}

    public static void main(String[] arguments) throws Exception {
      try (AsyncRuntime runtime =
          AsyncRuntime.builder().workerThreads(1).driver(DriverKind.EPOLL).build()) {
        Command command = Command.of("/bin/sh", "-c", "echo text; exit 7");
        for (int i = 0; i < 2; i++) {
          Output output = runtime.blockOn(command.output());
          System.out.print(output.status() + ", " + output.stdoutText());
        }
        try {
          runtime.blockOn(command.processGroup(0).status());
          System.out.println("leads a group");
        } catch (UnsupportedOperationException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}
