package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A builder against an array that is copied at each step, and what it has handed over, which never
/// changes, against copies of it.
class ByteBuilderProperties {

  private record HandedOver(Bytes bytes, byte[] copy) {}

  @Property(tries = 500)
  void whatWasHandedOverNeverChanges(
      @ForAll long seed,
      @ForAll @IntRange(max = 100) int capacity,
      @ForAll @IntRange(max = 200) int steps) {
    Random random = new Random(seed);
    ByteBuilder builder = new ByteBuilder(capacity);
    byte[] model = {};
    List<HandedOver> handedOver = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          byte[] more = new byte[random.nextInt(40)];
          random.nextBytes(more);
          model = joined(model, more);
          if (random.nextBoolean()) {
            builder.append(more);
          } else {
            builder.append(Bytes.copyOf(more));
          }
        }
        case 3 -> {
          int count = random.nextInt(model.length + 1);
          handedOver.add(new HandedOver(builder.split(count), Arrays.copyOfRange(model, 0, count)));
          model = Arrays.copyOfRange(model, count, model.length);
        }
        case 4 -> {
          handedOver.add(new HandedOver(builder.splitAll(), model));
          model = new byte[0];
        }
        case 5 -> {
          int count = random.nextInt(model.length + 1);
          builder.remove(count);
          model = Arrays.copyOfRange(model, count, model.length);
        }
        case 6 -> {
          int length = random.nextInt(model.length + 1);
          builder.truncate(length);
          model = Arrays.copyOf(model, length);
        }
        case 7 -> builder.reserve(random.nextInt(60));
        default -> {
          if (model.length > 0) {
            int at = random.nextInt(model.length);
            model = model.clone(); // one that was handed over has it, too
            model[at] = (byte) i;
            builder.set(at, i);
          }
        }
      }
      assertThat(builder.toByteArray()).isEqualTo(model);
      assertThat(builder.view()).isEqualTo(ByteBuffer.wrap(model));
      assertThat(builder.length()).isEqualTo(model.length);
    }
    for (HandedOver one : handedOver) {
      assertThat(one.bytes.toByteArray()).isEqualTo(one.copy);
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }
}
