package io.pollen.woven;

/// The failure of an awaited future between the poll that found it and the await that throws it.
record AwaitFailure(Throwable cause) {}
