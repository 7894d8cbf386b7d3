package io.pollen.woven;

/// Marks a future whose work goes on without being polled (a task's handle). Only such a future may
/// be the *value* of an async block: any other would never run.
public interface Eager {}
