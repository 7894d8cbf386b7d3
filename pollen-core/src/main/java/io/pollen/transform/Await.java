package io.pollen.transform;

/// One await of a body.
///
/// @param number its state, from 1
/// @param instruction the index of the call
/// @param line its source line, or -1
/// @param form what is awaited
/// @param guarded whether a try block is around it
record Await(int number, int instruction, int line, AwaitForm form, boolean guarded, Spill spill) {}
