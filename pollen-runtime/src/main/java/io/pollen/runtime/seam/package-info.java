/// What a simulator replaces: time, chance and parking come into every other class through these,
/// by constructor.
@NullMarked
package io.pollen.runtime.seam;

import org.jspecify.annotations.NullMarked;
