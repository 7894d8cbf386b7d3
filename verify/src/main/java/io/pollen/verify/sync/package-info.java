/// Stress programs for `io.pollen.sync`, and the orderings that it rests on.
///
/// `StoreThenLook*` is the smallest form of "store the waker, then look again": one side stores its
/// waker and looks for the event, the other stores the event and looks for the waker. At least one
/// must see the other. [io.pollen.verify.sync.StoreThenLookStress] shows that volatile accesses
/// give that, [io.pollen.verify.sync.StoreThenLookDefect] that release and acquire do not.
///
/// The others take the primitives themselves, and the `TaskTracker`, which is built like one; each
/// beside a small copy with one thing wrong.
@NullMarked
package io.pollen.verify.sync;

import org.jspecify.annotations.NullMarked;
