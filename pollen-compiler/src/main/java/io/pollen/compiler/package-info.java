/// Pollen at build time: what a compiler run does with async blocks.
///
/// The processor in this package joins a javac run that has it on its processor path.
/// `io.pollen.compiler.check` looks at the syntax trees and reports what cannot or should not be;
/// `io.pollen.compiler.weave` turns the class files that javac has written into ones whose async
/// blocks are state machines already. Both stand alone, too: the weaver as a tool from directory to
/// directory, with the same transformer ([io.pollen.transform] in the core) that works at run time.
@NullMarked
package io.pollen.compiler;

import org.jspecify.annotations.NullMarked;
