/// Sockets and timers: what turns events of the outside into wakes. Knows wakers, no tasks.
@NullMarked
package io.pollen.runtime.driver;

import org.jspecify.annotations.NullMarked;
