/// The `pollen` command.
///
/// 1. The shell script `pollen` at the root of the repository finds a JDK, builds what is missing
///    or stale, and replaces itself by `java`, so that signals and exit codes are the program's
///    own.
/// 2. For `run` it starts [io.pollen.cli.SourceRun] directly, which compiles one source file and
///    its siblings in memory, as `java FILE` does, and runs it.
/// 3. For everything else it starts [io.pollen.cli.PollenCommand], where the words and options are.
/// 4. `explain` ([io.pollen.cli.ExplainCommand]) reads class files (`ExplainTarget`; sources are
///    compiled by `SourceCompilation`), asks the weaver's `Explainer` what becomes of their async
///    blocks, computes sizes (`InstanceLayout`, guarded by `ExplainedSizesIT`) and prints
///    (`ExplainText`, `ExplainJson`, guarded by `ExplainTest`).
/// 5. `dump` ([io.pollen.cli.DumpCommand]) attaches to another process and has its Pollen tell what
///    its tasks wait for (`RunningJvm`, guarded by `DumpIT`).
///
/// Exit codes, guarded by `CliIT`: 0 success, 1 the program failed, 2 wrong usage or a file that
/// does not compile, 130 ended by Ctrl-C.
@NullMarked
package io.pollen.cli;

import org.jspecify.annotations.NullMarked;
