package io.pollen.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.runtime.sys.Errno;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A real filter of system calls (seccomp) refuses io_uring to a child: as a container does, as a
/// kernel without it, and as one that is too old.
@EnabledOnOs(OS.LINUX)
class RingFallbackIT {
  @ParameterizedTest
  @CsvSource({
    Errno.EPERM + ", kernel.io_uring_disabled forbids it",
    Errno.ENOSYS + ", this kernel is built without it",
    Errno.EINVAL + ", Linux 6.0 or newer is needed"
  })
  void whereItIsRefusedEpollServesAndOneLogLineSaysWhy(int errno, String reason) throws Exception {
    Process child = SystemCallFilter.start(errno, "io_uring_setup", OpenTwo.class);
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
