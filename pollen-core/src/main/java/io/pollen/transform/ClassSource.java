package io.pollen.transform;

import org.jspecify.annotations.Nullable;

/// Class files by name, for what looks at classes without loading them.
@FunctionalInterface
public interface ClassSource {
  /// The class file of a class.
  ///
  /// @param name its internal name, as `java/lang/Object`
  /// @return null when there is none
  byte @Nullable [] find(String name);
}
