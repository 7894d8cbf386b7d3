package io.pollen.runtime.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PagesTest {
  private static final long PAGE = 4096;
  private static final long PRESENT = 1L << 63;

  @Test
  void onlyWhatIsTouchedTakesRoom() throws Exception {
    long address;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = Pages.reserve(arena, 64 * PAGE);
      address = memory.address();
      assertThat(present(address, 64)).isZero();
      memory.set(ValueLayout.JAVA_BYTE, 5 * PAGE + 17, (byte) 1);
      assertThat(present(address, 64)).isOne();
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 5 * PAGE + 18)).isZero();
    }
    assertThat(present(address, 64)).as("after the arena").isZero();
  }

  @Test
  void aRefusalIsTold() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> Pages.reserve(arena, Long.MAX_VALUE))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("mmap");
    }
  }

  /// Of so many pages from there on, how many are in memory: proc_pid_pagemap(5).
  private static int present(long address, int pages) throws IOException {
    int count = 0;
    try (RandomAccessFile map = new RandomAccessFile("/proc/self/pagemap", "r")) {
      map.seek(address / PAGE * Long.BYTES);
      for (int i = 0; i < pages; i++) {
        count += (Long.reverseBytes(map.readLong()) & PRESENT) != 0 ? 1 : 0;
      }
    }
    return count;
  }
}
