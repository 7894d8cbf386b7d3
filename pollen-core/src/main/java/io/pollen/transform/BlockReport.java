package io.pollen.transform;

import java.lang.classfile.TypeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of one async block, for people and tools. Classes are named by their binary names.
///
/// @param owner the class that the body was written in
/// @param method the method that the body was written in
/// @param file the source file, if known
/// @param firstLine the body's first line, or -1
/// @param lastLine the body's last line, or -1
/// @param type the body interface
/// @param captured what the lambda captures, the receiver as `this`
/// @param arguments what the block is started with
public record BlockReport(
    String owner,
    String method,
    @Nullable String file,
    int firstLine,
    int lastLine,
    Form form,
    String type,
    List<Variable> captured,
    List<Variable> arguments,
    Outcome outcome) {

  /// How a body is written.
  public enum Form {
    LAMBDA,
    METHOD_REFERENCE,
    CLASS
  }

  /// A value with its name.
  ///
  /// @param name null for what a compiler keeps for itself, and without debug information
  public record Variable(@Nullable String name, String type) {}

  /// What a body becomes.
  public sealed interface Outcome {}

  /// It has no awaits: its first poll runs it to its end.
  public record Plain() implements Outcome {}

  /// It cannot be suspended.
  ///
  /// @param reason with the place and what to write instead
  public record Refusal(String reason) implements Outcome {}

  /// A state machine.
  ///
  /// @param states one for each await, in the order of the code
  /// @param woven the fields of an instance that was woven at build time
  /// @param transformed the fields of an instance that was transformed at run time: captured values
  ///   lie in the lambda until the first poll, not in the machine
  /// @param codeBytes the size of the code that resumes the body, in all its methods
  public record Machine(List<State> states, Fields woven, Fields transformed, int codeBytes)
      implements Outcome {}

  /// The kinds of the fields of an instance.
  ///
  /// @param classes for each class that has any, the highest superclass first
  public record Fields(List<List<TypeKind>> classes) {}

  /// A block that waits at one of its awaits.
  ///
  /// @param number from 1
  /// @param line the line of the await, or -1
  /// @param awaited what the source names as awaited, as `io.pollen.runtime.Pollen.sleep`; more
  ///   than one where a condition decides
  /// @param guarded whether a try block is around it
  /// @param locals the local variables that are kept meanwhile
  /// @param operands the types of the intermediate results that are kept meanwhile
  public record State(
      int number,
      int line,
      List<String> awaited,
      boolean guarded,
      List<Variable> locals,
      List<String> operands) {}
}
