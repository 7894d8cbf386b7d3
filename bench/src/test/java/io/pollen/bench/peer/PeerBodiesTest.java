package io.pollen.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pollen.bench.micro.Body;
import io.pollen.bench.micro.Library;
import io.pollen.bench.micro.Shape;
import io.pollen.bench.micro.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerBodiesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// Small enough to be quick; the channels and chains are still longer than one.
  private static Shape small(Shape shape) {
    int size = Math.min(shape.size(), 100);
    return new Shape(shape.name(), shape.suite(), shape.workers(), size, shape.ops(), shape.unit());
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void everyBodyOfALibraryRunsToItsEndTwice(Library library) throws Exception {
    for (Shape shape : Shapes.ALL) {
      Body body = library.open(small(shape));
      if (body != null) {
        try (body) {
          assertTimeoutPreemptively(LIMIT, body::run, shape.name());
          assertTimeoutPreemptively(LIMIT, body::run, shape.name());
        }
      }
    }
  }

  @Test
  void everySchedulerShapeHasFourPeersOrAReasonWritten() throws Exception {
    List<String> missing = new ArrayList<>();
    for (Shape shape : Shapes.ALL) {
      for (Library peer :
          List.of(Library.VIRTUAL, Library.POOL, Library.FORK_JOIN, Library.KOTLIN)) {
        Body body = shape.suite().equals("scheduler") ? peer.open(small(shape)) : null;
        if (body != null) {
          body.close();
        } else if (shape.suite().equals("scheduler")) {
          missing.add(peer + " " + shape.name());
        }
      }
    }
    assertThat(missing)
        .containsExactly(
            "VIRTUAL multi.spawn_many_remote_busy1",
            "FORK_JOIN multi.spawn_many_remote_busy1",
            "KOTLIN multi.spawn_many_remote_busy1");
  }
}
