package io.pollen.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Bytes against an array that is copied at each step.
class BytesProperties {

  private record Pair(Bytes bytes, byte[] model) {
    static Pair of(byte[] model) {
      return new Pair(Bytes.copyOf(model), model);
    }

    Pair slice(int from, int to) {
      return new Pair(bytes.slice(from, to), Arrays.copyOfRange(model, from, to));
    }

    static Pair concat(List<Pair> pairs) {
      ByteBuffer all = ByteBuffer.allocate(pairs.stream().mapToInt(p -> p.model.length).sum());
      pairs.forEach(pair -> all.put(pair.model));
      return new Pair(Bytes.concat(pairs.stream().map(Pair::bytes).toList()), all.array());
    }
  }

  /// Values of any history of slices and concats, of lengths on both sides of what is merged.
  private static List<Pair> history(long seed, int steps) {
    Random random = new Random(seed);
    List<Pair> all = new ArrayList<>();
    all.add(Pair.of(new byte[0]));
    for (int i = 0; i < steps; i++) {
      Pair any = all.get(random.nextInt(all.size()));
      switch (random.nextInt(3)) {
        case 0 -> {
          byte[] fresh = new byte[random.nextInt(random.nextBoolean() ? 20 : 700)];
          for (int at = 0; at < fresh.length; at++) {
            fresh[at] = (byte) (random.nextInt(4) - 2); // few values, so that some are equal
          }
          all.add(Pair.of(fresh));
        }
        case 1 -> {
          int from = random.nextInt(any.model.length + 1);
          all.add(any.slice(from, from + random.nextInt(any.model.length - from + 1)));
        }
        default -> {
          List<Pair> pieces = new ArrayList<>();
          for (int n = random.nextInt(5); n >= 0; n--) {
            pieces.add(all.get(random.nextInt(all.size())));
          }
          if (pieces.stream().mapToInt(p -> p.model.length).sum() < 20_000) {
            all.add(Pair.concat(pieces));
          }
        }
      }
    }
    return all;
  }

  @Property(tries = 300)
  void anyHistoryHoldsWhatItsModelDoes(@ForAll long seed, @ForAll @IntRange(max = 40) int steps) {
    for (Pair pair : history(seed, steps)) {
      assertThat(pair.bytes.length()).isEqualTo(pair.model.length);
      assertThat(pair.bytes.toByteArray()).isEqualTo(pair.model);
      assertThat(pair.bytes.compact().toByteArray()).isEqualTo(pair.model);
      ByteBuffer viewed = ByteBuffer.allocate(pair.model.length);
      for (ByteBuffer view : pair.bytes.asByteBuffers()) {
        assertThat(view.isReadOnly()).isTrue();
        assertThat(view.hasRemaining()).isTrue();
        assertThat(view.capacity()).as("nothing of others").isEqualTo(view.remaining());
        viewed.put(view);
      }
      assertThat(viewed.array()).isEqualTo(pair.model);
      for (int i = 0; i < pair.model.length; i++) {
        if (pair.bytes.get(i) != pair.model[i]) {
          assertThat(pair.bytes.get(i)).as("byte %d", i).isEqualTo(pair.model[i]);
        }
      }
    }
  }

  @Property(tries = 200)
  void theyAreComparedByWhatTheyHold(@ForAll long seed, @ForAll @IntRange(max = 25) int steps) {
    List<Pair> all = history(seed, steps);
    for (Pair one : all) {
      Bytes flat = Bytes.copyOf(one.model);
      assertThat(one.bytes).isEqualTo(flat).hasSameHashCodeAs(flat).isEqualByComparingTo(flat);
      for (Pair other : all) {
        assertThat(one.bytes.equals(other.bytes)).isEqualTo(Arrays.equals(one.model, other.model));
        assertThat(Integer.signum(one.bytes.compareTo(other.bytes)))
            .isEqualTo(Integer.signum(Arrays.compareUnsigned(one.model, other.model)));
        assertThat(one.bytes.startsWith(other.bytes))
            .isEqualTo(text(one.model).startsWith(text(other.model)));
        assertThat(one.bytes.endsWith(other.bytes))
            .isEqualTo(text(one.model).endsWith(text(other.model)));
      }
    }
  }

  @Property(tries = 200)
  void searchingFindsWhatStringsFind(
      @ForAll long seed, @ForAll @IntRange(max = 25) int steps, @ForAll @Size(max = 4) byte[] any) {
    Random random = new Random(seed);
    for (Pair pair : history(seed, steps)) {
      int from = random.nextInt(pair.model.length + 1);
      byte value = (byte) (random.nextInt(5) - 2);
      byte[] wanted = new byte[any.length];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = (byte) (any[i] & 1);
      }
      String text = text(pair.model);
      assertThat(pair.bytes.indexOf(value, from)).isEqualTo(text.indexOf(value & 0xFF, from));
      assertThat(pair.bytes.indexOf(Bytes.copyOf(wanted), from))
          .isEqualTo(text.indexOf(text(wanted), from));
    }
  }

  /// Each byte one character.
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
