package io.pollen.compiler.check;

import java.util.List;

/// Code that looks for what some checks are about.
interface Inspection {

  /// The checks that it reports.
  List<Check> checks();

  /// Looks at one top-level class with all that is nested in it.
  void inspect(Unit unit);
}
