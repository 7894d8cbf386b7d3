/// The only types that generated code refers to; exported for it, not for users. Versioned: see the
/// ABI number.
@NullMarked
package io.pollen.woven;

import org.jspecify.annotations.NullMarked;
