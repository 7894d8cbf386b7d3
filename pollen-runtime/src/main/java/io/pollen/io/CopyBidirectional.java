package io.pollen.io;

import io.pollen.Context;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.Poll;
import io.pollen.woven.RawFuture;
import org.jspecify.annotations.Nullable;

/// Two copies in one future. Both are polled at each poll, so both have stored the latest waker.
final class CopyBidirectional extends RawFuture<Io.Copied> implements Inspectable {
  private final Copy forth;
  private final Copy back;
  private long forthBytes = -1;
  private long backBytes = -1;
  private boolean finished;
  private boolean polling;
  private boolean droppedWhilePolling;

  CopyBidirectional(Copy forth, Copy back) {
    this.forth = forth;
    this.back = back;
  }

  @Override
  public void inspect(Inspection into) {
    into.what("CopyBidirectional");
    into.awaits(forthBytes < 0 ? forth : null).awaits(backBytes < 0 ? back : null);
  }

  @Override
  public @Nullable Object pollRaw(Context cx) throws Exception {
    if (finished) {
      throw new IllegalStateException("a copy was polled after it had completed or was dropped");
    }
    if (polling) {
      throw new IllegalStateException("a copy was polled from inside its own poll");
    }
    polling = true;
    boolean goOn = false;
    try {
      if (forthBytes < 0) {
        forthBytes = bytes(forth.pollRaw(cx));
      }
      if (backBytes < 0) {
        backBytes = bytes(back.pollRaw(cx));
      }
      goOn = (forthBytes < 0 || backBytes < 0) && !droppedWhilePolling;
      return goOn || droppedWhilePolling ? PENDING : new Io.Copied(forthBytes, backBytes);
    } finally {
      polling = false;
      if (!goOn) {
        finish();
      }
    }
  }

  private static long bytes(@Nullable Object answer) {
    return answer instanceof Long count ? count : -1;
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
    finished = true;
    boolean backDone = back.pollCancel(cx).isReady();
    boolean forthDone = forth.pollCancel(cx).isReady();
    return backDone && forthDone ? Poll.ready() : Poll.pending();
  }

  private void finish() {
    finished = true;
    back.drop();
    forth.drop();
  }
}
