/// Stress programs (jcstress) for the lock-free parts of Pollen, and the harness that runs them.
///
/// 1. A program is a class with `@JCStressTest` in `io.pollen.verify.<part>`, or in the package of
///    the part itself when it needs package-private types (this module has no module descriptor, so
///    that is allowed). Its name ends in `Stress`.
/// 2. Each part also has a seeded defect: a program whose name ends in `Defect`, the same actors
///    over a copy of the algorithm with one ordering weakened. It must be *caught*: a defect that
///    reports no forbidden outcome fails the run, because then the sound program proves nothing.
/// 3. [io.pollen.verify.StressRun] starts jcstress once over all programs and reads its verdicts.
/// 4. `ProgramsTest` turns every verdict into a test; see the README beside this module's `pom.xml`
///    for the long run.
@NullMarked
package io.pollen.verify;

import org.jspecify.annotations.NullMarked;
