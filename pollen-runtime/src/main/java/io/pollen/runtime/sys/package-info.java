/// System calls of Linux through `java.lang.foreign`: one class for each family, no native
/// artifact.
///
/// The way of a call:
/// 1. [io.pollen.runtime.sys.Native] binds a libc function once; its handle is `static final`, or
///    the call costs a hundred times as much.
/// 2. The caller's thread brings a [io.pollen.runtime.sys.Scratch]: the segment that receives
///    `errno`, and memory for arguments and for the bytes of heap buffers.
/// 3. The wrapper answers the result, or the *negative* errno: no exception on the fast path, where
///    "would block" is an ordinary answer. [io.pollen.runtime.sys.Errno] names the numbers.
///
/// Invariants: no binding is `critical` (a thread in a critical call holds up every collection, and
/// each of these may block or copy much); layouts carry the name of their header and assert their
/// size for x86_64 and aarch64 (`LayoutsTest`); no binding here is initialised before the first
/// socket of an epoll driver or the first process, and never on another system than Linux
/// (`DriversTest`).
@NullMarked
package io.pollen.runtime.sys;

import org.jspecify.annotations.NullMarked;
