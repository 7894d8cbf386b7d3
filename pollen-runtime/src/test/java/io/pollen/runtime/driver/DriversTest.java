package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriversTest {

  @Test
  void linuxGetsEpollAndOthersNio() {
    assertThat(name(DriverKind.AUTO, "Linux", "amd64")).isEqualTo("epoll driver");
    assertThat(name(DriverKind.AUTO, "Mac OS X", "aarch64")).isEqualTo("NIO driver");
    assertThat(name(DriverKind.AUTO, "Linux", "riscv64")).isEqualTo("NIO driver");
    assertThat(name(DriverKind.NIO, "Linux", "amd64")).isEqualTo("NIO driver");
  }

  @Test
  void epollThatIsAskedForWhereThereIsNoneFallsBack() {
    assertThat(name(DriverKind.EPOLL, "Windows 11", "amd64")).isEqualTo("NIO driver");
  }

  private static String name(DriverKind kind, String system, String architecture) {
    try (Driver driver = Drivers.open(kind, system, architecture, 16)) {
      return driver.toString();
    }
  }

  @Test
  void thePropertyGoesBeforeTheVariable() {
    assertThat(DriverKind.configured("nio", "epoll")).isEqualTo(DriverKind.NIO);
    assertThat(DriverKind.configured(null, " Epoll ")).isEqualTo(DriverKind.EPOLL);
    assertThat(DriverKind.configured("", null)).isEqualTo(DriverKind.AUTO);
    assertThatThrownBy(() -> DriverKind.configured("kqueue", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use one of auto, epoll, uring, nio");
  }

  @Test
  void elsewhereThanOnLinuxNoClassOfLinuxIsInitialised() throws Exception {
    String log = java(List.of("-Xlog:class+init=info"), "Mac OS X");
    assertThat(log).contains("opened NIO driver").contains("NioDriver");
    assertThat(log.lines().filter(l -> l.contains("runtime.sys.") && l.contains("Initializ")))
        .isEmpty();
  }

  @Test
  void whereNativeAccessIsForbiddenNioServesAndALogLineSaysWhy() throws Exception {
    String log = java(List.of("--illegal-native-access=deny"), "Linux");
    assertThat(log)
        .contains("opened NIO driver")
        .contains("epoll cannot be used")
        .contains("--enable-native-access");
  }

  private static String java(List<String> flags, String system) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), OpenOne.class.getName(), system));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(output).isZero();
    return output;
  }

  /// The child's program: opens a driver as on another system.
  static final class OpenOne {
    private OpenOne() {}

    public static void main(String[] arguments) {
      try (Driver driver = Drivers.open(DriverKind.AUTO, arguments[0], "aarch64", 16)) {
        System.out.println("opened " + driver);
      }
    }
  }
}
