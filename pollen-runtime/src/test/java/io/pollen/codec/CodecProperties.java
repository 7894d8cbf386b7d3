package io.pollen.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.Context;
import io.pollen.Drive;
import io.pollen.Future;
import io.pollen.Poll;
import io.pollen.Waker;
import io.pollen.io.AsyncRead;
import io.pollen.io.ByteBuilder;
import io.pollen.io.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/// However the bytes of a stream are split, its frames are the same.
class CodecProperties {

  /// Gives a few bytes at a time, and now and then none.
  private static AsyncRead split(byte[] bytes, long seed) {
    Random random = new Random(seed);
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return to ->
        cx -> {
          if (random.nextInt(3) == 0) {
            cx.waker().wake();
            return Poll.pending();
          }
          if (!left.hasRemaining()) {
            return Poll.ready(-1);
          }
          int count =
              Math.min(
                  1 + random.nextInt(seed % 2 == 0 ? 20 : 5_000),
                  Math.min(to.remaining(), left.remaining()));
          to.put(left.slice(left.position(), count));
          left.position(left.position() + count);
          return Poll.ready(count);
        };
  }

  /// Reads all frames, and drops some of the futures on the way.
  private static <T> List<T> frames(byte[] bytes, long seed, Decoder<T> decoder) throws Exception {
    FramedRead<T> read = new FramedRead<>(split(bytes, seed), decoder);
    Random random = new Random(seed);
    List<T> found = new ArrayList<>();
    while (true) {
      Future<Optional<T>> next = read.next();
      if (random.nextBoolean()) {
        Poll<Optional<T>> first = next.poll(Context.of(Waker.noop()));
        if (!(first instanceof Poll.Ready<Optional<T>>(var frame))) {
          next.drop();
          continue;
        }
        if (frame.isEmpty()) {
          return found;
        }
        found.add(frame.get());
        continue;
      }
      Optional<T> frame = Drive.drive(next);
      if (frame.isEmpty()) {
        return found;
      }
      found.add(frame.get());
    }
  }

  private static <T> byte[] encoded(List<T> frames, Encoder<? super T> encoder) throws Exception {
    ByteBuilder bytes = new ByteBuilder(0);
    for (T frame : frames) {
      encoder.encode(frame, bytes);
    }
    return bytes.toByteArray();
  }

  @Property(tries = 200)
  void lines(
      @ForAll List<@StringLength(max = 40) String> texts, @ForAll long seed, @ForAll boolean last)
      throws Exception {
    List<String> lines =
        texts.stream()
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .map(text -> text.replaceAll("[\n\r]", "x"))
            .toList();
    byte[] bytes = encoded(lines, new LinesCodec());
    if (last && !lines.isEmpty() && !lines.getLast().isEmpty()) {
      bytes = Arrays.copyOf(bytes, bytes.length - 1); // without its end
    }
    assertThat(frames(bytes, seed, new LinesCodec())).isEqualTo(lines);
  }

  @Property(tries = 200)
  void lengthDelimitedFramesOfEveryForm(
      @ForAll("arrays") List<byte[]> frames,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int offset,
      @ForAll @IntRange(min = 1, max = 8) int lengthBytes,
      @ForAll boolean countsItself,
      @ForAll boolean littleEndian)
      throws Exception {
    LengthDelimitedCodec codec =
        LengthDelimitedCodec.builder()
            .lengthOffset(offset)
            .lengthBytes(lengthBytes)
            .lengthAdjustment(countsItself ? -(offset + lengthBytes) : 0)
            .order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
            .build();
    assertThat(frames(encoded(frames, codec), seed, codec))
        .usingRecursiveComparison()
        .isEqualTo(frames);
  }

  /// Those that are not copied are the same, and stay so while the reader goes on.
  @Property(tries = 300)
  void framesWithoutACopyOfEveryForm(
      @ForAll("longer") List<byte[]> frames,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int offset,
      @ForAll boolean keepsHeads)
      throws Exception {
    LengthDelimitedCodec.Builder builder =
        LengthDelimitedCodec.builder().lengthOffset(offset).lengthBytes(2);
    if (keepsHeads) {
      builder.skip(0).lengthAdjustment(offset + 2);
    }
    LengthDelimitedCodec copying = builder.build();
    LengthDelimitedCodec plain =
        LengthDelimitedCodec.builder().lengthOffset(offset).lengthBytes(2).build();
    byte[] stream = encoded(frames, plain);
    List<byte[]> copies = frames(stream, seed, copying);
    List<Bytes> slices = frames(stream, seed, copying.slices());
    assertThat(slices).isEqualTo(copies.stream().map(Bytes::copyOf).toList());
    assertThat(encoded(frames.stream().map(Bytes::copyOf).toList(), plain.slices()))
        .isEqualTo(stream);
    List<Bytes> ropes = new ArrayList<>();
    for (byte[] frame : frames) {
      ropes.add(plain.slices().encode(Bytes.copyOf(frame)));
    }
    assertThat(Bytes.concat(ropes)).isEqualTo(Bytes.copyOf(stream));
    List<Bytes> pieces = frames(stream, seed, new BytesCodec().slices());
    assertThat(Bytes.concat(pieces)).isEqualTo(Bytes.copyOf(stream));
    assertThat(encoded(pieces, new BytesCodec().slices())).isEqualTo(stream);
  }

  @Provide
  Arbitrary<List<byte[]>> longer() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(3_000).list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<byte[]>> arrays() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(60).list().ofMaxSize(20);
  }

  @Property(tries = 200)
  void delimitedFrames(@ForAll("words") List<String> words, @ForAll long seed) throws Exception {
    List<byte[]> frames =
        words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
    DelimiterCodec codec = new DelimiterCodec();
    assertThat(frames(encoded(frames, codec), seed, codec))
        .usingRecursiveComparison()
        .isEqualTo(frames);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings().alpha().ofMaxLength(30).list().ofMaxSize(20);
  }

  @Property(tries = 200)
  void textAndBytesAreWholeHoweverTheyAreCut(@ForAll String any, @ForAll long seed)
      throws Exception {
    byte[] bytes = any.getBytes(StandardCharsets.UTF_8);
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(String.join("", frames(bytes, seed, new TextCodec(StandardCharsets.UTF_8))))
        .isEqualTo(text);
    ByteBuilder whole = new ByteBuilder(0);
    frames(bytes, seed, new BytesCodec()).forEach(whole::append);
    assertThat(whole.toByteArray()).isEqualTo(bytes);
  }

  /// Malformed bytes, too, become what the JDK makes of them in one piece.
  @Property(tries = 200)
  void anyBytesAsText(@ForAll byte[] bytes, @ForAll long seed) throws Exception {
    assertThat(String.join("", frames(bytes, seed, new TextCodec(StandardCharsets.UTF_8))))
        .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }
}
