package io.pollen.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.vm.VM;

class TaskFootprintTest {

  /// 32-bit references and 12-byte headers: the JVM's defaults below 32 GB of heap.
  @Test
  void aTaskTakesFortyBytes() {
    assertThat(VM.current().objectHeaderSize()).isEqualTo(12);
    assertThat(ClassLayout.parseClass(Task.class).instanceSize()).isEqualTo(40);
  }
}
