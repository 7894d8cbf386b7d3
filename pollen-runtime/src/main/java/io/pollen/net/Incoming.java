package io.pollen.net;

import io.pollen.Context;
import io.pollen.Future;
import io.pollen.Inspectable;
import io.pollen.Inspection;
import io.pollen.runtime.seam.Clock;
import io.pollen.time.Time;
import io.pollen.woven.RawFuture;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The connections of a listener, for a loop that must not spin or end when the process runs out of
/// file descriptors: it then waits 5 ms, twice as long each time up to 1 s, and tries again. The
/// connection stays in the system's backlog meanwhile, and whoever is connected is served on.
///
/// The limit is reported when it is met first, and again only after a minute without.
///
/// For one task at a time.
///
/// @param <S> the connections
public final class Incoming<S extends SocketStream> {
  private final Supplier<Future<S>> acceptor;
  private final Consumer<? super DescriptorLimitException> report;

  /// Kept over dropped futures.
  private final BackOff backOff = new BackOff();

  Incoming(Supplier<Future<S>> acceptor, Consumer<? super DescriptorLimitException> report) {
    this.acceptor = acceptor;
    this.report = report;
  }

  /// Reports to the System.Logger `io.pollen.net`.
  ///
  /// Its first message reads files: the configuration of logging, and the time zones, whose class
  /// is unusable for good when that fails. At the limit it would be too late, so both are asked for
  /// something now.
  static Consumer<DescriptorLimitException> logging() {
    System.Logger logger = System.getLogger("io.pollen.net");
    if (logger.isLoggable(Level.WARNING)) {
      var unused = ZoneId.systemDefault();
    }
    return e ->
        logger.log(
            Level.WARNING, "cannot accept: {0}; trying again until it works", e.getMessage());
  }

  /// The next connection. **Cancel-safe**: a dropped one loses no connection. Fails when the
  /// listener is closed.
  public Future<S> next() {
    return new Next();
  }

  private final class Next extends RawFuture<S> implements Inspectable {
    private @Nullable Future<S> accept;
    private @Nullable Future<Void> sleep;
    private boolean finished;

    @Override
    public void inspect(Inspection into) {
      into.what("the next connection").awaits(accept).awaits(sleep);
    }

    @Override
    public @Nullable Object pollRaw(Context cx) throws Exception {
      if (finished) {
        throw new IllegalStateException(
            "an accept was polled after it had completed or was dropped");
      }
      Object answer = null;
      try {
        answer = advance(cx);
        return answer;
      } finally {
        if (answer != PENDING) {
          drop();
        }
      }
    }

    private @Nullable Object advance(Context cx) throws Exception {
      while (true) {
        if (sleep != null) {
          if (RawFuture.poll(sleep, cx) == PENDING) {
            return PENDING;
          }
          sleep = null;
        }
        if (accept == null) {
          accept = acceptor.get();
        }
        try {
          Object answer = RawFuture.poll(accept, cx);
          if (answer != PENDING) {
            backOff.worked();
          }
          return answer;
        } catch (DescriptorLimitException e) {
          accept = null;
          sleep = pauseAfter(e, cx);
        }
      }
    }

    private Future<Void> pauseAfter(DescriptorLimitException e, Context cx) {
      Clock clock = cx.find(Clock.class);
      if (backOff.isToBeReported((clock != null ? clock : Clock.system()).nanos())) {
        report.accept(e);
      }
      return Time.sleep(backOff.nextPause());
    }

    @Override
    public void drop() {
      finished = true;
      Future<S> accepting = accept;
      Future<Void> sleeping = sleep;
      accept = null;
      sleep = null;
      if (accepting != null) {
        accepting.drop();
      }
      if (sleeping != null) {
        sleeping.drop();
      }
    }
  }
}
