package io.pollen.process;

import io.pollen.io.AsyncRead;
import io.pollen.io.AsyncWrite;
import org.jspecify.annotations.Nullable;

/// Our ends of the pipes of one process; null where there is none.
///
/// @param endInput tells the process, without waiting, that nothing more comes
/// @param close closes all of them; idempotent, does not wait
record Ends(
    @Nullable AsyncWrite stdin,
    @Nullable AsyncRead stdout,
    @Nullable AsyncRead stderr,
    Runnable endInput,
    Runnable close) {}
