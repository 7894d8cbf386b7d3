package io.pollen.bench.block;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.Future;
import io.pollen.bench.micro.Body;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrivesTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyShapeGivesTheSameSumsTwice(Kind kind) throws Exception {
    for (Map.Entry<String, String> shape : Drives.UNITS) {
      try (Body body = Drives.open(shape.getKey(), kind.maker())) {
        body.run();
        body.run();
      }
    }
  }

  @Test
  void aWrongSumIsNoticed() {
    Maker wrong =
        new HandWritten() {
          @Override
          public Future<Integer> ready(int x) {
            return super.ready(x + 1);
          }
        };
    Body body = Drives.open("block.ready", wrong);
    assertThatThrownBy(body::run).hasMessageContaining("instead of 500500");
  }
}
