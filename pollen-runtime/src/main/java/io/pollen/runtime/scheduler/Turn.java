package io.pollen.runtime.scheduler;

import io.pollen.Waker;
import io.pollen.combine.SelectSeed;
import io.pollen.runtime.driver.Driver;
import io.pollen.runtime.driver.FileReads;
import io.pollen.runtime.task.Task;
import org.jspecify.annotations.Nullable;

/// The context of one worker's polls, one after the other: the task that has its turn, its budget,
/// and what it may ask for. The owner only, unless it says otherwise.
final class Turn implements PollContext {
  // --- constant ---
  private final Events events;
  private final Services services;
  private final SelectSeed selects;

  /// The wakers of derived contexts that let the driver go first.
  private final Deferred deferred = new Deferred();

  // --- owner only ---
  private @Nullable Task<?> current;
  private int budget = BUDGET;
  private boolean yielded;

  Turn(Events events, Services services, SelectSeed selects) {
    this.events = events;
    this.services = services;
    this.selects = selects;
  }

  void begin(Task<?> task) {
    current = task;
    yielded = false;
  }

  void end() {
    current = null;
  }

  /// A poll in the middle, while other tasks have their turns.
  record Saved(Task<?> task, int budget, boolean yielded) {}

  /// The poll that is under way is interrupted.
  Saved save() {
    if (current == null) {
      throw new IllegalStateException("no poll is under way");
    }
    return new Saved(current, budget, yielded);
  }

  /// It goes on.
  void restore(Saved poll) {
    current = poll.task();
    budget = poll.budget();
    yielded = poll.yielded();
  }

  /// What is being polled, for messages.
  @Nullable Task<?> current() {
    return current;
  }

  /// Whether the poll asked to go on after the driver's turn.
  boolean hasYielded() {
    return yielded;
  }

  boolean hasBudget() {
    return budget > 0;
  }

  /// For a task that did not come from the LIFO slot.
  void refill() {
    budget = BUDGET;
  }

  boolean hasDeferred() {
    return !deferred.isEmpty();
  }

  /// After the driver's turn. Any thread.
  void wakeDeferred() {
    deferred.wakeAll();
  }

  @Override
  public Waker waker() {
    if (current == null) {
      throw new IllegalStateException("this context is used outside its poll: keep the waker");
    }
    return current;
  }

  @Override
  public boolean spend() {
    if (budget <= 0) {
      return false;
    }
    budget--;
    return true;
  }

  @Override
  public void refund() {
    budget++;
  }

  @Override
  public void defer() {
    yielded = true;
  }

  /// Any thread.
  @Override
  public void defer(Waker waker) {
    deferred.add(waker);
  }

  @Override
  public <S> @Nullable S find(Class<S> service) {
    if (service.isInstance(events.timers())) {
      return service.cast(events.timers());
    }
    if (service == Driver.class) {
      return service.cast(events.share().driver());
    }
    if (service == FileReads.class) {
      // A virtual clock waits for calls on the pool; it would jump while a driver reads.
      return services.clock().runsByItself() ? service.cast(events.share().fileReads()) : null;
    }
    if (service == SelectSeed.class) {
      return service.cast(selects);
    }
    return services.find(service);
  }
}
