package io.pollen.transform;

import org.jspecify.annotations.Nullable;

/// What the transformer has to know about other classes: from running ones, or from class files.
public interface ClassFacts {

  /// The superclass of a class.
  ///
  /// @param name with slashes, as in class files
  /// @return null when there is none, or the class cannot be found
  @Nullable String superclass(String name);

  /// Whether a class itself declares a method.
  ///
  /// @param descriptor the method's erased type
  boolean declares(String name, String method, String descriptor);
}
