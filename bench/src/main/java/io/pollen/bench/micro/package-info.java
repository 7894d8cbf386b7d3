/// Small operations, timed round by round in child JVMs.
///
/// 1. [Shapes] lists what is run, with Tokio's parameters; [Library] knows who can run it.
/// 2. A [MicroChild] opens one shape on one library ([Body]) and answers its parent's commands.
/// 3. The parent starts a child for each library and collector, warms them up one after the other,
///    then lets them and the Tokio peer take turns: a machine that drifts drifts for all of them.
///
/// Invariant: names, workers and sizes are those of the Tokio peer (`ShapesTest`).
@NullMarked
package io.pollen.bench.micro;

import org.jspecify.annotations.NullMarked;
