package io.pollen.transform;

/// An instruction that control comes to from another part of its body. On the way there the live
/// values go through the machine's fields, as at an await.
///
/// @param number its state, after those of the awaits
/// @param spill what the instruction finds on the stack and in the live locals
record Crossing(int number, int instruction, Spill spill) {}
