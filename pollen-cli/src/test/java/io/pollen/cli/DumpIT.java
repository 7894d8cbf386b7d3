package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `pollen dump` looks into other processes, which were started without any preparation.
@Timeout(120)
class DumpIT extends WithScript {
  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  void aRunningProgramShowsWhatItsTasksWaitFor() throws Exception {
    Process program =
        launch(
            List.of(
                java(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SuspendedTasks.class.getName()));
    try (BufferedReader out = program.inputReader()) {
      assertThat(out.readLine()).isEqualTo("up");

      Result text = pollen("dump", "" + program.pid());
      assertThat(text.err()).isEmpty();
      assertThat(text.code()).isZero();
      assertThat(text.out())
          .startsWith("runtime \"pollen\": ")
          .containsPattern(
              "blockOn of thread main, suspended\n"
                  + "    task \\d+ \"main\" \\[SuspendedTasks.java:\\d+\\] \\(idle\\)\n")
          .containsPattern(
              "\"main\", suspended\n    SuspendedTasks.main \\(SuspendedTasks.java:\\d+\\)  held: Guard\n"
                  + "    join\n      - task \\d+ \"sleeper\" \\[SuspendedTasks.java:\\d+\\] \\(idle\\)\n")
          .containsPattern("      - a timeout with 119 min left\n        pending\n")
          .containsPattern(
              "\"sleeper\", suspended\n    SuspendedTasks.main \\(.*\\)  round: int\n    a sleep with 59 min left\n")
          .containsPattern(
              "\"locker\", suspended\n    SuspendedTasks.main \\(.*\\)\n    Mutex.lock\n")
          .contains("\"receiver\", suspended\n    Mpsc.Receiver.recv\n")
          .containsPattern(
              "\"reader\", suspended\n    SuspendedTasks.read \\(.*\\)  buffer: ByteBuffer\n    a read from TcpStream\\[/127.0.0.1:");

      Result json = pollen("dump", "--json", "--limit", "1", "" + program.pid());
      assertThat(json.code()).isZero();
      assertThat(json.out())
          .startsWith("{\"runtimes\":[{\"runtime\":\"pollen\",\"tasks\":[{\"id\":")
          .containsPattern("\"more\":[1-9]\\d*\\}\\]\\}\n$");
      assertThat(program.isAlive()).isTrue();
    } finally {
      program.destroyForcibly().waitFor();
    }
    // On a slow machine the watchdog may tell of a poll that loads classes.
    assertThat(stderr(program)).doesNotContain("Exception", "SEVERE");
  }

  @Test
  void aProgramRunFromItsSourceCanBeLookedInto() throws Exception {
    String waits =
        file(
            "Waits.java",
            """
            import static io.pollen.runtime.Pollen.*;

            void main() throws Exception {
              run(() -> {
                System.out.println("up");
                await(pending());
              });
            }
            """);
    Process program = start("run", waits);
    try (BufferedReader out = program.inputReader()) {
      assertThat(out.readLine()).isEqualTo("up");
      String dump = "";
      while (!dump.contains("\"main\", suspended")) { // "up" is printed before the await
        dump = pollen("dump", "" + program.pid()).out();
      }
      assertThat(dump)
          .contains("\"main\", suspended\n    Waits.main (Waits.java:6)\n    pending\n");
    } finally {
      program.destroyForcibly().waitFor();
    }
  }

  private void assertRefused(Process process, String reason) throws Exception {
    try {
      Result result = pollen("dump", "" + process.pid());
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .isEqualTo("pollen dump: process " + process.pid() + " " + reason + "\n");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatIsNoJvmIsNotTouched() throws Exception {
    assertRefused(launch(List.of("sleep", "600")), "is not a JVM");
  }

  @Test
  void aJvmWithoutPollenSaysSo() throws Exception {
    String idle =
        file("Idle.java", "void main() throws Exception { IO.println(\"up\"); System.in.read(); }");
    Process program = launch(List.of(java(), "-Xmx64m", idle));
    assertThat(program.inputReader().readLine()).isEqualTo("up");
    assertRefused(
        program,
        "has no Pollen on its class path (or an older one; one that a container or plugin loads by"
            + " a class loader of its own cannot be reached: call AsyncRuntime.dump() there)");
  }

  @Test
  void aProcessThatIsNotThereSaysSo() throws Exception {
    Process gone = launch(List.of("true"));
    gone.waitFor();
    Result result = pollen("dump", "" + gone.pid());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("pollen dump: there is no process " + gone.pid() + "\n");
  }
}
