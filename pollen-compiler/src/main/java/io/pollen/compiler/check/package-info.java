/// Checks on javac's syntax trees: what would go wrong with an await, said while compiling.
///
/// The way through the package:
///
/// 1. [Inspector] is told of each top-level class when javac has analysed it, makes a [Unit] of it
///    and shows that to each [Inspection].
/// 2. An inspection walks the trees. [Words] knows Pollen's words by their symbols (what is an
///    await, an async body's type, a future); [Bodies] says for any tree in which function it
///    stands, and whether that function is an async body.
/// 3. What an inspection finds belongs to a [Check], which has a name, a level and a section in
///    `docs/guide/checks.md`. [Report] asks [Levels] and the `@SuppressWarnings` around the place,
///    and tells javac.
///
/// What belongs to a thread and what blocks one are lists ([HintList]) that users add to;
/// [ListFiles] finds their files, and [Libraries] those of what a source imports. [Accepted] keeps
/// the places that the weaver will refuse although they are no errors.
///
/// A warning that is wrong does more harm than one that is missing: every inspection is silent when
/// in doubt, and `NoFalseAlarmTest` shows it the whole repository.
///
/// Only javac's public tree API (`com.sun.source`) is used. Checks look at one top-level class at a
/// time, because that is what javac (by its usual policy, and in incremental builds) has at hand;
/// [Bodies] is the one place that looks at other classes of the same run. A failure inside an
/// inspection is reported as one warning and never ends the compiler.
@NullMarked
package io.pollen.compiler.check;

import org.jspecify.annotations.NullMarked;
