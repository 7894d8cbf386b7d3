/// Weaving as a step of a Maven build, for builds where the annotation processor cannot do it: the
/// compiler is not javac, or other annotation processing stands in the way.
///
/// `weave` follows the compiler of `src/main`, `weave-tests` that of `src/test`; both hand the
/// folder of class files to the weaver ([io.pollen.maven.Weaving]) and do nothing else. It is tried
/// on a whole project by `examples/setup/try.sh`.
@NullMarked
package io.pollen.maven;

import org.jspecify.annotations.NullMarked;
