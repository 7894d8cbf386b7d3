/// Small cases of what tasks wait for, for the explorer in `io.pollen.verify.model`. Those that
/// need what is private to a package lie in that package.
@NullMarked
package io.pollen.verify.cases;

import org.jspecify.annotations.NullMarked;
