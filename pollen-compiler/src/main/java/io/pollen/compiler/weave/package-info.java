/// Weaving: class files in, class files out whose async blocks are state machines already.
///
/// 1. [io.pollen.compiler.weave.Weaver] walks a directory or jar, removes what an earlier weaving
///    left behind, and hands over one class after the other.
/// 2. `BlockPlan` finds the bodies of a class: lambdas and method references (`BodySite`), or the
///    class itself (`OwnBody`), and names what they will become.
/// 3. `ClassWeaver` replaces the lambdas (`SiteRewriter`), and lets the transformer of the core
///    turn their methods into machines ([io.pollen.transform.WovenBlock]).
///
/// [io.pollen.compiler.weave.Explainer] finds the bodies in the same way and tells what would
/// become of each (`ExplainerTest`).
///
/// What a woven class looks like is written down in docs/woven-abi.md. Invariants: weaving twice
/// changes nothing; a class that is refused stays as it was; nothing is loaded or run.
@NullMarked
package io.pollen.compiler.weave;

import org.jspecify.annotations.NullMarked;
