/// The language half of Pollen: what a future is, who polls it, how it is woken and how it is
/// dropped.
///
/// The way through the package: an async block ([io.pollen.AsyncBody]) starts as a lazy
/// [io.pollen.Future]; whoever owns it polls it with a [io.pollen.Context]; a Pending answer has
/// stored the context's [io.pollen.Waker], and that waker asks for the next poll. [io.pollen.Drive]
/// is the smallest owner there is.
///
/// Nothing here knows a runtime: any driver can run any future.
@NullMarked
package io.pollen;

import org.jspecify.annotations.NullMarked;
