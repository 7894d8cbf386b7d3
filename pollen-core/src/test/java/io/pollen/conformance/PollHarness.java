package io.pollen.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pollen.Future;
import io.pollen.Poll;

/// One future under a test's hand: each poll is explicit, and wakes are counted.
public final class PollHarness<T> {
  private final Future<T> future;
  private final CountingWaker waker = new CountingWaker();
  private final ManualContext context = ManualContext.of(waker);

  private PollHarness(Future<T> future) {
    this.future = future;
  }

  public static <T> PollHarness<T> of(Future<T> future) {
    return new PollHarness<>(future);
  }

  public Future<T> future() {
    return future;
  }

  public CountingWaker waker() {
    return waker;
  }

  public ManualContext context() {
    return context;
  }

  /// One poll; the wakes before it are forgotten.
  public Poll<T> poll() throws Exception {
    waker.reset();
    return future.poll(context);
  }

  public boolean isWoken() {
    return waker.isWoken();
  }

  public PollHarness<T> assertPending() throws Exception {
    assertThat(poll()).as("poll of %s", future).isInstanceOf(Poll.Pending.class);
    return this;
  }

  public T assertReady() throws Exception {
    assertThat(poll())
        .as("poll of %s", future)
        .isInstanceOfSatisfying(Poll.Ready.class, ready -> last = ready.value());
    @SuppressWarnings("unchecked")
    T value = (T) last;
    return value;
  }

  public void assertReady(T expected) throws Exception {
    assertThat(assertReady()).isEqualTo(expected);
  }

  /// Polls and returns what it threw.
  public Throwable assertFails() {
    Throwable failure = catchThrowable(this::poll);
    assertThat(failure).as("failure of a poll of %s", future).isNotNull();
    return failure;
  }

  /// Polls a future that must not be polled any more: the text has to explain it.
  public void assertRefusesPoll() {
    assertThat(catchThrowable(this::poll))
        .as("poll of the finished %s", future)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("(?s).{10,}");
  }

  private Object last;
}
