package io.pollen.runtime.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollen.net.Pages;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageCallsTest {
  private static final int BYTES = 300_001;

  @TempDir private Path folder;

  @Test
  void bothLooksTellWhatIsInMemory() throws Exception {
    Path path = Pages.write(folder.resolve("file"), 0, BYTES);
    int fd = FileCalls.open(path.toString(), FileCalls.O_RDONLY);
    try {
      assumeThat(NowaitReads.probe(fd, 0)).as("a file system that tells").isEqualTo(1);
      assertThat(PageCalls.size(fd)).isEqualTo(BYTES);
      assertThat(PageCalls.inMemory(fd, 5, BYTES - 5)).isEqualTo(1);
      assertThat(PageCalls.isRead(fd, 5, BYTES - 5)).isEqualTo(1);
      assertThat(PageCalls.inMemory(fd, BYTES - 1, 1)).isEqualTo(1);
      assertThat(PageCalls.inMemory(fd, BYTES, 1)).as("behind the end").isZero();
      assertThat(PageCalls.isRead(fd, BYTES - 1, 2)).as("over the end").isZero();
      Pages.evict(path, 0);
      assumeThat(PageCalls.inMemory(fd, 0, BYTES)).as("a system that forgets").isZero();
      assertThat(PageCalls.isRead(fd, 0, BYTES)).isZero();
      assertThat(PageCalls.bringIn(fd, 0, 2 * BYTES)).isZero();
      assertThat(PageCalls.inMemory(fd, 0, BYTES)).isEqualTo(1);
    } finally {
      StreamCalls.close(fd);
    }
  }

  @Test
  void aFileSystemThatCannotTellSaysSo() {
    int fd = FileCalls.open("/proc/self/status", FileCalls.O_RDONLY);
    try {
      assertThat(PageCalls.isRead(fd, 0, 1)).isEqualTo(-Errno.EOPNOTSUPP);
    } finally {
      StreamCalls.close(fd);
    }
  }
}
