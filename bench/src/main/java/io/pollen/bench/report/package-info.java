/// Rows, their averages and the two ways to show them.
///
/// 1. [Row]: one comparison, as a ratio of costs.
/// 2. [Stats]: median for repeated rounds, geometric mean for many ratios.
/// 3. [Table]: what a person reads; [Json]: what a script compares.
///
/// Invariant: a ratio is always Pollen's cost over the peer's, so below 1 is better (`RowTest`).
@NullMarked
package io.pollen.bench.report;

import org.jspecify.annotations.NullMarked;
