package io.pollen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The script `./pollen` as a user runs it: what it prints, how it exits.
@Timeout(120)
class CliIT extends WithScript {
  @Test
  void runsAFileWithItsArguments() throws Exception {
    String hello =
        file(
            "Hello.java",
            """
            import static io.pollen.runtime.Pollen.*;
            import java.time.Duration;

            void main(String[] args) throws Exception {
              run(() -> {
                await(sleep(Duration.ofMillis(5)));
                System.out.println("hello " + String.join("|", args));
              });
            }
            """);
    Result result = pollen("run", hello, "a", "b c", "--help");
    assertThat(result).isEqualTo(new Result(0, "hello a|b c|--help\n", ""));
  }

  @Test
  void filesBesideItAreCompiledWithIt() throws Exception {
    file("Greeting.java", "class Greeting { static String text() { return \"from a sibling\"; } }");
    String main =
        file(
            "Main.java",
            """
            public class Main {
              public static void main(String[] args) {
                System.out.println(Greeting.text());
              }
            }
            """);
    assertThat(pollen("run", main)).isEqualTo(new Result(0, "from a sibling\n", ""));
  }

  @Test
  void aBrokenFileShowsTheCompilersMessageAndExits2() throws Exception {
    String broken = file("Broken.java", "void main() {\n  int x = \"text\";\n}\n");
    Result result = pollen("run", broken);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("Broken.java:2: error: incompatible types: String cannot be converted to int")
        .contains("error: compilation failed")
        .doesNotContain("\tat ");
  }

  @Test
  void aFileWithoutMainExits2() throws Exception {
    Result result = pollen("run", file("NoMain.java", "class NoMain {}"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("main").doesNotContain("\tat ");
  }

  @Test
  void aMissingFileExits2WithOneLine() throws Exception {
    Result result = pollen("run", "Nowhere.java");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("pollen run: there is no file Nowhere.java (in ")
        .hasLineCount(1);
    assertThat(pollen("run", ".").err()).contains("is a folder");
  }

  @Test
  void aProgramThatThrowsExits1WithItsOwnStackOnly() throws Exception {
    String failing =
        file(
            "Failing.java",
            """
            void main() throws Exception {
              throw new java.io.IOException("the program's own");
            }
            """);
    Result result = pollen("run", failing);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("java.io.IOException: the program's own")
        .contains("Failing.java:2")
        .doesNotContain("io.pollen.cli")
        .doesNotContain("SourceLauncher");
  }

  @Test
  void aProgramThatFailsByWhatAnotherTaskThrewShowsTheAwaitsOfBoth() throws Exception {
    String failing =
        file(
            "Awaits.java",
            """
            import static io.pollen.runtime.Pollen.*;

            void main() throws Exception {
              run(() -> {
                var child = task().name("child").spawn(() -> {
                  await(yieldNow());
                  throw new java.io.IOException("of the child");
                });
                await(child);
              });
            }
            """);
    Result result = pollen("run", failing);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("java.io.IOException: of the child")
        .containsPattern(
            """
            in task \\d+ "child" \\[Awaits.java:6\\]:
                Awaits.main \\(Awaits.java:7\\)
            awaited in task \\d+ "main" \\[Awaits.java:5\\]:
                Awaits.main \\(Awaits.java:9\\)
            $\
            """);
  }

  @Test
  void theProgramsOwnExitCodeIsKept() throws Exception {
    assertThat(pollen("run", file("Seven.java", "void main() { System.exit(7); }")).code())
        .isEqualTo(7);
  }

  @Test
  void helpAndVersionExit0() throws Exception {
    Result help = pollen("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: pollen", "run", "dump", "bench", "Exit codes");
    Result version = pollen("--version");
    assertThat(version.code()).isZero();
    assertThat(version.out()).matches("(?s)pollen \\d+\\.\\d+.*Java 2\\d.*");
    Result run = pollen("run", "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("FILE.java");
  }

  @Test
  void wrongUsageExits2() throws Exception {
    for (String[] wrong : new String[][] {{}, {"walk"}, {"--fly"}, {"run"}}) {
      Result result = pollen(wrong);
      assertThat(result.code()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(result.err()).contains("Usage: ").doesNotContain("\tat ");
      assertThat(result.err().lines()).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(pollen("walk").err()).startsWith("pollen: there is no command \"walk\"\n");
    assertThat(pollen("--fly").err()).startsWith("pollen: unknown option: '--fly'\n");
  }

  @Test
  void ctrlCRunsFinallyBlocksClosesListenersAndExits130WithinTwoSeconds() throws Exception {
    String server =
        file(
            "Server.java",
            """
            import static io.pollen.runtime.Pollen.*;
            import java.net.ServerSocket;
            import java.time.Duration;

            void main() throws Exception {
              run(() -> {
                try (var listener = new ServerSocket(0)) {
                  spawn(() -> {
                    try {
                      await(sleep(Duration.ofHours(1)));
                    } finally {
                      System.out.println("task cleaned");
                    }
                  });
                  await(sleep(Duration.ofMillis(20)));
                  System.out.println("up");
                  await(sleep(Duration.ofHours(1)));
                } finally {
                  System.out.println("server closed");
                }
              });
            }
            """);
    Process process = start("run", server);
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("up");
      long interrupted = System.nanoTime();
      assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor()).isZero();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      long millis = (System.nanoTime() - interrupted) / 1_000_000;
      assertThat(out.lines()).containsExactlyInAnyOrder("task cleaned", "server closed");
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(millis).isLessThan(2_000);
    } finally {
      process.destroyForcibly();
    }
    assertThat(stderr(process)).isEmpty();
  }
}
