package io.pollen.runtime.scheduler;

/// A few numbers about a scheduler, exact when nothing runs.
///
/// @param liveTasks tasks that were spawned and have not ended
/// @param polls polls of tasks so far
/// @param parks how often a worker went to sleep
/// @param steals how often a worker took tasks from another one's queue
public record Metrics(int liveTasks, long polls, long parks, long steals) {

  Metrics withoutTasks() {
    return new Metrics(0, polls, parks, steals);
  }

  Metrics plus(Metrics other) {
    return new Metrics(
        liveTasks + other.liveTasks,
        polls + other.polls,
        parks + other.parks,
        steals + other.steals);
  }
}
