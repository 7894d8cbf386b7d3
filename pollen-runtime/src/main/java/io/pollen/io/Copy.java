package io.pollen.io;

import io.pollen.Context;
import io.pollen.FailureHook;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.io.step.Passage;
import io.pollen.woven.RawFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One direction of a copy. It reads while the buffer is empty and writes while it is not; when a
/// read waits it also flushes, so the sink holds nothing back from a peer that waits for it.
///
/// A read that fills the buffer doubles it for the next one: where much is moved, calls of 64 KiB
/// take half of the processor time that calls of 8 KiB do. Where the source knows a [Passage] the
/// copy goes on by that, from a socket when 64 KiB are filled, too, from a file when 8 KiB are.
final class Copy extends RawFuture<Long> implements Inspectable {
  private static final int BYTES = 8 * 1024; // as Tokio
  private static final int MOST_BYTES = 64 * 1024; // what a socket takes of a heap buffer at once

  private enum State {
    READING,
    WRITING,
    ENDING,
    FINISHED
  }

  private final AsyncRead source;
  private final AsyncWrite sink;
  private final boolean shutdownAtEnd;
  private @Nullable ByteBuffer buffer;
  private @Nullable Future<?> step;
  private @Nullable Future<Void> flush;
  private boolean wasFull;
  private boolean hasAsked;
  private @Nullable Passage passage;
  private int underWay; // in the passage
  private boolean unflushed;
  private State state = State.READING;
  private long total;
  private boolean polling;
  private boolean droppedWhilePolling;

  Copy(AsyncRead source, AsyncWrite sink, boolean shutdownAtEnd) {
    this.source = ReadView.below(source); // which may know a passage
    this.sink = WriteView.below(sink);
    this.shutdownAtEnd = shutdownAtEnd;
  }

  @Override
  public void inspect(Inspection into) {
    into.what("Copy").awaits(step).awaits(flush);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (state == State.FINISHED) {
      throw new IllegalStateException("a copy was polled after it had completed or was dropped");
    }
    if (polling) {
      throw new IllegalStateException("a copy was polled from inside its own poll");
    }
    polling = true;
    boolean goOn = false;
    try {
      Object answer = advance(cx);
      goOn = answer == PENDING;
      if (droppedWhilePolling) {
        goOn = false;
        return PENDING;
      }
      return answer;
    } finally {
      polling = false;
      if (!goOn) {
        finish();
      }
    }
  }

  private @Nullable Object advance(Context cx) throws Exception {
    if (buffer == null) {
      buffer = ByteBuffer.allocate(BYTES);
    }
    while (true) {
      if (step == null) {
        if (state == State.READING && wasFull) {
          buffer = widen(buffer);
        }
        step = begin(buffer);
      }
      Object answer = RawFuture.poll(step, cx);
      if (answer == PENDING) {
        if (state == State.READING) {
          flush(cx);
        }
        return PENDING;
      }
      step = null;
      switch (state) {
        case READING -> afterRead((Integer) answer, buffer);
        case WRITING -> afterWrite((Integer) answer, buffer);
        case ENDING, FINISHED -> {
          return total;
        }
      }
    }
  }

  /// For more at a time. The buffer is empty.
  private ByteBuffer widen(ByteBuffer bytes) {
    wasFull = false;
    if (!hasAsked
        && source instanceof Passage.Source knowing
        && bytes.capacity() >= knowing.worthFrom()) {
      hasAsked = true;
      passage = knowing.passageTo(sink);
    }
    return passage == null && bytes.capacity() < MOST_BYTES
        ? ByteBuffer.allocate(2 * bytes.capacity())
        : bytes;
  }

  private Future<?> begin(ByteBuffer bytes) {
    return switch (state) {
      case READING -> passage != null ? passage.fill() : source.read(bytes.clear());
      case WRITING -> passage != null ? passage.drain(underWay) : sink.write(bytes);
      case ENDING -> shutdownAtEnd ? sink.shutdown() : sink.flush();
      case FINISHED -> throw new AssertionError("a finished copy");
    };
  }

  private void afterRead(@Nullable Integer count, ByteBuffer bytes) {
    dropFlush(); // a new one begins when it is needed: flushing is cancel-safe
    if (count == null || count < 0) {
      state = State.ENDING;
    } else if (passage == null) {
      wasFull = !bytes.hasRemaining();
      bytes.flip();
      state = State.WRITING;
    } else if (count == 0) {
      closePassage(); // the buffer, which is empty, goes on
    } else {
      underWay = count;
      state = State.WRITING;
    }
  }

  private void afterWrite(@Nullable Integer count, ByteBuffer bytes) throws IOException {
    if (passage == null && (count == null || count == 0)) {
      throw new IOException("the sink took none of " + bytes.remaining() + " bytes");
    }
    int moved = count == null ? 0 : count;
    total += moved;
    unflushed = true;
    underWay -= passage != null ? moved : 0;
    if (passage != null ? moved == 0 || underWay == 0 : !bytes.hasRemaining()) {
      state = State.READING;
    }
  }

  private void flush(Context cx) throws Exception {
    if (!unflushed) {
      return;
    }
    if (flush == null) {
      flush = sink.flush();
    }
    if (RawFuture.poll(flush, cx) != PENDING) {
      flush = null;
      unflushed = false;
    }
  }

  private void dropFlush() {
    Future<Void> left = flush;
    flush = null;
    if (left != null) {
      FailureHook.drop(left);
    }
  }

  @Override
  public void drop() {
    if (polling) {
      droppedWhilePolling = true; // takes effect when the poll is Pending
    } else {
      finish();
    }
  }

  @Override
  public Poll<Void> pollCancel(Context cx) {
    if (polling) {
      drop();
      return Poll.ready();
    }
    state = State.FINISHED;
    buffer = null;
    if (flush != null && FailureHook.cancelled(flush, cx)) {
      flush = null;
    }
    if (step != null && FailureHook.cancelled(step, cx)) {
      step = null;
    }
    if (flush != null || step != null) {
      return Poll.pending();
    }
    closePassage();
    return Poll.ready();
  }

  private void finish() {
    state = State.FINISHED;
    buffer = null;
    dropFlush();
    Future<?> left = step;
    step = null;
    if (left != null) {
      FailureHook.drop(left);
    }
    closePassage();
  }

  private void closePassage() {
    Passage left = passage;
    passage = null;
    if (left != null) {
      left.close();
    }
  }
}
