package io.pollen.cli;

/// What the command's exit codes mean.
final class ExitCode {
  static final int OK = 0;

  /// The program threw, or what was asked for could not be done.
  static final int FAILED = 1;

  /// The command line was wrong, the file is missing, or it does not compile.
  static final int USAGE = 2;

  private ExitCode() {}
}
