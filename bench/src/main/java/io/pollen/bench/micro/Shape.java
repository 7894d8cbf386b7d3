package io.pollen.bench.micro;

/// One benchmark of small operations, the same for every library.
///
/// @param name also the Tokio peer's name for it; the first part is its group
/// @param suite `scheduler`, `sync` or `time`
/// @param workers threads of the runtime, Tokio's own number
/// @param size Tokio's own number; what it counts is said in [Shapes]
/// @param ops operations of one call of the body
/// @param unit cost of one operation
public record Shape(String name, String suite, int workers, int size, int ops, String unit) {}
