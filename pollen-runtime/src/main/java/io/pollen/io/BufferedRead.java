package io.pollen.io;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.io.step.Steps;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A source with a buffer in front of it: for protocols that mix lines with counted bytes. One task
/// at a time reads.
///
/// All its operations are cancel-safe but those that [AsyncRead] says are not: the bytes of a
/// dropped one stay in the buffer.
public final class BufferedRead implements AsyncRead {
  /// The size of the buffer unless another is asked for, as in Tokio and the JDK.
  public static final int DEFAULT_BYTES = 8 * 1024;

  private final AsyncRead source;

  /// Reads of so many bytes go past the buffer.
  private final int bytes;

  /// Follows what comes; null: the size was chosen.
  private final @Nullable ReadSize size;

  /// What was read and not yet given away.
  private final ByteBuilder held;

  /// How far [#readLine] has looked in vain, counted from the beginning of the stream.
  private long searched;

  /// How far [#readUntil] has looked in vain for `sought`, counted as [#searched].
  private long searchedUntil;

  private byte sought;

  private boolean ended;

  /// A buffer of [#DEFAULT_BYTES] that doubles while reads fill it, up to 64 KiB, and halves while
  /// they do not. What has to be in it at once, as a line, may make it larger.
  public BufferedRead(AsyncRead source) {
    this(source, DEFAULT_BYTES, new ReadSize(DEFAULT_BYTES));
  }

  /// @param bytes the size of the buffer, and of most reads. What has to be in it at once makes it
  ///   grow: a line, bytes up to a delimiter or that are asked for by their number, and [#fill]; it
  ///   stays as large then
  public BufferedRead(AsyncRead source, int bytes) {
    this(source, bytes, null);
  }

  private BufferedRead(AsyncRead source, int bytes, @Nullable ReadSize size) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a buffer of " + bytes + " bytes");
    }
    this.bytes = bytes;
    this.size = size;
    this.source = Objects.requireNonNull(source, "source");
    this.held = new ByteBuilder(bytes);
  }

  /// How many bytes are in the buffer.
  public int buffered() {
    return held.length();
  }

  /// Takes bytes from the buffer, which is filled first when it is empty. Large reads go past it.
  @Override
  public Future<Integer> read(ByteBuffer to) {
    return new Read(to);
  }

  /// A line without its end (LF or CR LF), as UTF-8; empty at the end of the stream.
  /// **Cancel-safe.**
  ///
  /// @param maxLength the longest line, in bytes without its end; a longer one fails with
  ///   [LimitExceededException]
  public Future<Optional<String>> readLine(int maxLength) {
    return new ReadLine(maxLength);
  }

  /// The rest of the stream line by line. [#read] may take turns with it.
  ///
  /// @param maxLength the longest line, in bytes without its end
  @Override
  public Lines lines(int maxLength) {
    return new Lines(this, maxLength);
  }

  /// What is in the buffer, as a view for reading that is valid until the next operation. [#skip]
  /// takes it.
  public ByteBuffer view() {
    return held.view();
  }

  /// The buffer. Its owner may take from its beginning between two operations, as [Bytes] with
  /// [ByteBuilder#split], for example.
  public ByteBuilder buffer() {
    return held;
  }

  /// Takes bytes out of the buffer that were looked at.
  ///
  /// @throws IndexOutOfBoundsException when there are fewer
  public void skip(int count) {
    held.remove(count);
  }

  /// Reads more behind what is in the buffer, which grows when it is full. **Cancel-safe.**
  ///
  /// @return the number of bytes, at least one; −1 at the end
  public Future<Integer> fill() {
    return new Fill();
  }

  /// What comes before the next `delimiter`, which is taken, too; empty at the end of the stream. A
  /// rest without delimiter counts. **Cancel-safe.**
  ///
  /// @param maxLength how many bytes at most, without the delimiter; more fail with
  ///   [LimitExceededException]
  public Future<Optional<byte[]>> readUntil(byte delimiter, int maxLength) {
    return new ReadUntil(delimiter, maxLength);
  }

  /// The next byte, from −128 to 127. **Cancel-safe.** Fails with `EOFException` at the end.
  public Future<Byte> readByte() {
    return new ReadCounted<>(Byte.BYTES, ByteOrder.BIG_ENDIAN, ByteBuffer::get);
  }

  /// A number of 2 bytes. **Cancel-safe**: it takes all of its bytes or none, as the other numbers.
  /// Fails with `EOFException` when the stream ends before.
  public Future<Short> readShort(ByteOrder order) {
    return new ReadCounted<>(Short.BYTES, order, ByteBuffer::getShort);
  }

  /// A number of 4 bytes. **Cancel-safe.** See [#readShort].
  public Future<Integer> readInt(ByteOrder order) {
    return new ReadCounted<>(Integer.BYTES, order, ByteBuffer::getInt);
  }

  /// A number of 8 bytes. **Cancel-safe.** See [#readShort].
  public Future<Long> readLong(ByteOrder order) {
    return new ReadCounted<>(Long.BYTES, order, ByteBuffer::getLong);
  }

  /// A number of 4 bytes. **Cancel-safe.** See [#readShort].
  public Future<Float> readFloat(ByteOrder order) {
    return new ReadCounted<>(Float.BYTES, order, ByteBuffer::getFloat);
  }

  /// A number of 8 bytes. **Cancel-safe.** See [#readShort].
  public Future<Double> readDouble(ByteOrder order) {
    return new ReadCounted<>(Double.BYTES, order, ByteBuffer::getDouble);
  }

  /// A number of `count` bytes that has no sign: 0xFF is 255. One of 8 bytes is what `Long` calls
  /// unsigned. **Cancel-safe.** See [#readShort].
  ///
  /// @param count from 1 to 8
  public Future<Long> readUnsigned(int count, ByteOrder order) {
    return new ReadCounted<>(count, unsigned(count, order));
  }

  /// A number of `count` bytes in two's complement: 0xFF is −1. **Cancel-safe.** See [#readShort].
  ///
  /// @param count from 1 to 8
  public Future<Long> readSigned(int count, ByteOrder order) {
    int unused = Long.SIZE - count * Byte.SIZE;
    return new ReadCounted<>(
        count, unsigned(count, order).andThen(value -> value << unused >> unused));
  }

  private static Function<ByteBuilder, Long> unsigned(int count, ByteOrder order) {
    ByteBuilder.checkNumber(count, order);
    return bytes -> {
      long value = bytes.getUnsigned(0, count, order);
      bytes.remove(count);
      return value;
    };
  }

  /// The next `count` bytes. They are not copied where [ByteBuilder#split] does not.
  /// **Cancel-safe**: it takes all of them or none. Fails with `EOFException` when the stream ends
  /// before.
  ///
  /// @param count how many; the buffer grows when it is too small for them, as they come
  public Future<Bytes> readBytes(int count) {
    return new ReadCounted<>(count, bytes -> bytes.split(count));
  }

  /// A read of the source into the room behind what is held.
  private Future<Integer> more() {
    if (size != null) {
      size.adapt(held);
    }
    ByteBuffer room = held.room();
    int most = room.remaining();
    return new Filling(source.read(room), most);
  }

  /// Takes note in the very poll in which the bytes arrive: nothing is lost when the reader is
  /// dropped.
  private final class Filling implements Future<Integer>, Inspectable {
    private final Future<Integer> reading;
    private final int room;

    Filling(Future<Integer> reading, int room) {
      this.reading = reading;
      this.room = room;
    }

    @Override
    public void inspect(Inspection into) {
      into.what("BufferedRead").awaits(reading);
    }

    @Override
    public Poll<Integer> poll(Context cx) throws Exception {
      Poll<Integer> answer = reading.poll(cx);
      if (answer instanceof Poll.Ready<Integer>(var count)) {
        if (count < 0) {
          ended = true;
        } else {
          held.filled(count);
          if (size != null) {
            size.arrived(count, room, held.capacity());
          }
        }
      }
      return answer;
    }

    @Override
    public void drop() {
      reading.drop();
    }

    @Override
    public Poll<Void> pollCancel(Context cx) {
      return reading.pollCancel(cx);
    }
  }

  private final class Read extends Steps<Integer> {
    private final ByteBuffer to;
    private int count;

    Read(ByteBuffer to) {
      this.to = to;
    }

    @Override
    protected @Nullable Future<?> first() {
      if (!to.hasRemaining() || !held.isEmpty()) {
        return null;
      }
      return to.remaining() >= bytes ? source.read(to) : more();
    }

    @Override
    protected @Nullable Future<?> next(Object answer) {
      count = (Integer) answer;
      return null;
    }

    @Override
    protected Integer result() {
      int moved = Math.min(to.remaining(), held.length());
      if (moved == 0) {
        return count;
      }
      to.put(held.array(), held.start(), moved);
      held.remove(moved);
      return moved;
    }
  }

  private final class ReadLine extends Steps<Optional<String>> {
    private final int maxLength;
    private @Nullable String line;

    ReadLine(int maxLength) {
      this.maxLength = maxLength;
    }

    @Override
    protected @Nullable Future<?> first() throws LimitExceededException {
      byte[] bytes = held.array();
      int start = held.start();
      int end = start + held.length();
      for (int i = start + (int) Math.max(0, searched - held.taken()); i < end; i++) {
        if (bytes[i] == '\n') {
          take(i > start && bytes[i - 1] == '\r' ? i - 1 - start : i - start, i + 1 - start);
          return null;
        }
      }
      searched = held.taken() + held.length();
      // One byte more may be the CR of the line's end.
      boolean endsWithCr = end > start && bytes[end - 1] == '\r';
      if (held.length() - (endsWithCr ? 1 : 0) > maxLength) {
        throw tooLong();
      }
      if (ended) {
        if (!held.isEmpty()) {
          take(held.length(), held.length());
        }
        return null;
      }
      return more();
    }

    private void take(int length, int withEnd) throws LimitExceededException {
      if (length > maxLength) {
        throw tooLong();
      }
      line = new String(held.array(), held.start(), length, StandardCharsets.UTF_8);
      held.remove(withEnd);
    }

    private LimitExceededException tooLong() {
      return new LimitExceededException(
          "a line is longer than the %d bytes that were allowed".formatted(maxLength));
    }

    @Override
    protected @Nullable Future<?> next(Object answer) throws LimitExceededException {
      return first();
    }

    @Override
    protected Optional<String> result() {
      return Optional.ofNullable(line);
    }
  }

  private final class Fill extends Steps<Integer> {
    private int count;

    @Override
    protected Future<?> first() {
      return more();
    }

    @Override
    protected @Nullable Future<?> next(Object answer) {
      count = (Integer) answer;
      return null;
    }

    @Override
    protected Integer result() {
      return count;
    }
  }

  private final class ReadUntil extends Steps<Optional<byte[]>> {
    private final byte delimiter;
    private final int maxLength;
    private byte @Nullable [] found;

    ReadUntil(byte delimiter, int maxLength) {
      if (maxLength < 0) {
        throw new IllegalArgumentException("maxLength " + maxLength + " is negative");
      }
      this.delimiter = delimiter;
      this.maxLength = maxLength;
    }

    @Override
    protected @Nullable Future<?> first() throws LimitExceededException {
      int there = held.length();
      if (sought != delimiter) {
        sought = delimiter;
        searchedUntil = 0;
      }
      int looked = Math.clamp(searchedUntil - held.taken(), 0, there);
      while (looked < there && held.get(looked) != delimiter) {
        looked++;
      }
      searchedUntil = held.taken() + looked;
      if (looked > maxLength) {
        throw new LimitExceededException(
            "there is no delimiter in the %d bytes that were allowed".formatted(maxLength));
      }
      if (looked == there && !ended) {
        return more();
      }
      if (there > 0) {
        byte[] bytes = new byte[looked];
        System.arraycopy(held.array(), held.start(), bytes, 0, looked);
        held.remove(Math.min(looked + 1, there));
        found = bytes;
      }
      return null;
    }

    @Override
    protected @Nullable Future<?> next(Object answer) throws LimitExceededException {
      return first();
    }

    @Override
    protected Optional<byte[]> result() {
      return Optional.ofNullable(found);
    }
  }

  private static <N> Function<ByteBuilder, N> number(
      int count, ByteOrder order, Function<ByteBuffer, N> reader) {
    return bytes -> {
      N number = reader.apply(bytes.view().order(order));
      bytes.remove(count);
      return number;
    };
  }

  /// Its bytes stay in the buffer until all of them are there.
  private final class ReadCounted<T> extends Steps<T> {
    private final int count;
    private final Function<ByteBuilder, T> taker;

    ReadCounted(int count, Function<ByteBuilder, T> taker) {
      if (count < 0) {
        throw new IllegalArgumentException("a count of " + count + " bytes");
      }
      this.count = count;
      this.taker = taker;
    }

    ReadCounted(int count, ByteOrder order, Function<ByteBuffer, T> reader) {
      this(count, number(count, order, reader));
    }

    @Override
    protected @Nullable Future<?> first() throws EOFException {
      if (held.length() >= count) {
        return null;
      }
      if (ended) {
        throw new EOFException(
            "the stream ended after %d of %d bytes".formatted(held.length(), count));
      }
      return more();
    }

    @Override
    protected @Nullable Future<?> next(Object answer) throws EOFException {
      return first();
    }

    @Override
    protected T result() {
      return taker.apply(held);
    }
  }

  @Override
  public String toString() {
    return "BufferedRead[" + Arrays.toString(new int[] {buffered(), held.capacity()}) + "]";
  }
}
