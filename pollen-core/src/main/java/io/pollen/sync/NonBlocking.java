package io.pollen.sync;

/// Marks the threads of a runtime that poll tasks: the blocking forms of this package refuse to run
/// on a `Thread` that implements it.
public interface NonBlocking {

  /// Whether the thread is polling tasks now. Asked on that thread.
  default boolean mustNotBlock() {
    return true;
  }
}
