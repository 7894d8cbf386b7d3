package io.pollen.compiler;

/// What is done with the class files of a compiler run that ended without errors.
@FunctionalInterface
interface AfterCompilation {

  /// Called once, after javac has written the last class file and before it returns.
  void compiled(CompilerOutput output);
}
