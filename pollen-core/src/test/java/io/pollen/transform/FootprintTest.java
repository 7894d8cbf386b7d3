package io.pollen.transform;

import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.transform.Later.CX;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.AsyncFunction;
import io.pollen.Future;
import io.pollen.transform.Later.Never;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

/// How much heap a suspended block takes.
class FootprintTest {
  private static long suspended(Future<?> future) throws Exception {
    assertThat(future.poll(CX).isReady()).isFalse();
    long size = ClassLayout.parseInstance(future).instanceSize();
    future.drop();
    return size;
  }

  private static <T> Never<T> never() {
    return new Never<>(Later.log(), "n");
  }

  @Test
  void oneReferenceLocalTakes24Bytes() throws Exception {
    String text = "captured";
    assertThat(suspended(async(() -> text + await(never())))).isEqualTo(24);
  }

  @Test
  void anArgumentTakesTheFieldOfALocal() throws Exception {
    AsyncFunction<String, Object> handler = text -> text + await(never());
    assertThat(suspended(handler.start("x"))).isEqualTo(24);
  }

  @Test
  void awaitsShareFields() throws Exception {
    AsyncFunction<String, Object> handler =
        text -> {
          Object a = await(never());
          Object b = await(async(() -> a));
          long c = await(async(() -> b.hashCode() + 1L));
          return c + (Long) await(async(() -> c));
        };
    assertThat(suspended(handler.start("x"))).isLessThanOrEqualTo(32);
  }
}
