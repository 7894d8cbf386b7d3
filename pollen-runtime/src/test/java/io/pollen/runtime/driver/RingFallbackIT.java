package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.sys.Errno;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A real filter of system calls (seccomp) refuses io_uring to a child: as a container does, as a
/// kernel without it, and as one that is too old.
@EnabledOnOs(OS.LINUX)
class RingFallbackIT {
  private static final String FILTER =
      """
      import ctypes, os, struct, sys
      libc = ctypes.CDLL(None, use_errno=True)
      number, errno = 425, int(sys.argv[1])
      program = (struct.pack("HBBI", 0x20, 0, 0, 0)
          + struct.pack("HBBI", 0x15, 0, 1, number)
          + struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | errno)
          + struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000))
      code = ctypes.create_string_buffer(program, len(program))
      filter = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(code)))
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, filter, 0, 0):
          sys.exit("no seccomp here: errno %d" % ctypes.get_errno())
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  @ParameterizedTest
  @CsvSource({
    Errno.EPERM + ", kernel.io_uring_disabled forbids it",
    Errno.ENOSYS + ", this kernel is built without it",
    Errno.EINVAL + ", Linux 6.0 or newer is needed"
  })
  void whereItIsRefusedEpollServesAndOneLogLineSaysWhy(int errno, String reason) throws Exception {
    List<String> command =
        List.of(
            "python3",
            "-c",
            FILTER,
            Integer.toString(errno),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OpenTwo.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor()).as(log).isZero();
    assertThat(log).contains("opened epoll driver, epoll driver");
    assertThat(log.lines().filter(line -> line.contains("io_uring cannot be used")))
        .singleElement()
        .asString()
        .contains(reason)
        .contains("epoll serves the sockets");
  }

  /// The child's program: the drivers of two workers.
  static final class OpenTwo {
    private OpenTwo() {}

    public static void main(String[] arguments) {
      try (Driver one = Drivers.open(DriverKind.URING);
          Driver two = Drivers.open(DriverKind.URING)) {
        System.out.println("opened " + one + ", " + two);
      }
    }
  }
}
