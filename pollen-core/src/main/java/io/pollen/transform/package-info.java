/// From a lambda's bytecode to a state machine.
@NullMarked
package io.pollen.transform;

import org.jspecify.annotations.NullMarked;
