/// Reading files that are in memory: what a read costs beyond the copy.
///
/// [io.pollen.bench.files.FileSuite] starts a [io.pollen.bench.files.FileChild] for each library.
@NullMarked
package io.pollen.bench.files;

import org.jspecify.annotations.NullMarked;
