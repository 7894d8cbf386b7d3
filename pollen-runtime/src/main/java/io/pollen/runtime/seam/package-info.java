/// What a simulator replaces: time, chance and parking come into every other class through these,
/// by constructor. Programs meet [io.pollen.runtime.seam.Clock] in `RuntimeBuilder.clock`; the rest
/// is for runtimes and simulators.
@NullMarked
package io.pollen.runtime.seam;

import org.jspecify.annotations.NullMarked;
