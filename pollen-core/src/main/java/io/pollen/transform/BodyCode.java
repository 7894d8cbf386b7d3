package io.pollen.transform;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The code of one method, with instructions addressed by their index: what follows what, what
/// catches what, which line it is.
final class BodyCode {
  final ClassModel host;
  final MethodModel method;
  final CodeAttribute code;
  final List<CodeElement> elements = new ArrayList<>();
  final List<Instruction> instructions = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private final Map<Label, Integer> indexOf = new HashMap<>();
  private final Map<Integer, List<LocalVariable>> variables = new HashMap<>();
  private final int[][] handlers;

  private BodyCode(ClassModel host, MethodModel method, CodeAttribute code) {
    this.host = host;
    this.method = method;
    this.code = code;
    List<ExceptionCatch> catches = new ArrayList<>();
    int line = -1;
    for (CodeElement element : code) {
      elements.add(element);
      if (element instanceof DiscontinuedInstruction) {
        throw new Refused(name() + " uses jsr or ret: compile it with a current compiler");
      } else if (element instanceof Instruction instruction) {
        instructions.add(instruction);
        lines.add(line);
      } else if (element instanceof LabelTarget target) {
        indexOf.put(target.label(), instructions.size());
      } else if (element instanceof LineNumber number) {
        line = number.line();
      } else if (element instanceof ExceptionCatch handler) {
        catches.add(handler);
      } else if (element instanceof LocalVariable variable) {
        variables.computeIfAbsent(variable.slot(), s -> new ArrayList<>()).add(variable);
      }
    }
    handlers = handlers(catches);
  }

  static BodyCode of(ClassModel host, MethodModel method) {
    CodeModel code =
        method
            .code()
            .orElseThrow(() -> new IllegalArgumentException(method.methodName() + " has no code"));
    return new BodyCode(host, method, (CodeAttribute) code);
  }

  /// For each instruction the handlers that an exception at it can reach. Ranges are searched in
  /// order, so one that catches everything hides those after it.
  private int[][] handlers(List<ExceptionCatch> catches) {
    int[][] result = new int[size()][];
    Arrays.fill(result, new int[0]);
    boolean[] closed = new boolean[size()];
    for (ExceptionCatch range : catches) {
      for (int i = index(range.tryStart()); i < index(range.tryEnd()); i++) {
        if (!closed[i]) {
          result[i] = Arrays.copyOf(result[i], result[i].length + 1);
          result[i][result[i].length - 1] = index(range.handler());
          closed[i] = range.catchType().isEmpty();
        }
      }
    }
    return result;
  }

  int size() {
    return instructions.size();
  }

  /// The index of the first instruction after a label.
  int index(Label label) {
    Integer index = indexOf.get(label);
    if (index == null) {
      throw new IllegalArgumentException("label of another method");
    }
    return index;
  }

  int line(int instruction) {
    return lines.get(instruction);
  }

  int firstLine() {
    for (int line : lines) {
      if (line > 0) {
        return line;
      }
    }
    return -1;
  }

  int lastLine() {
    return lines.stream().mapToInt(line -> line).max().orElse(-1);
  }

  int[] handlers(int instruction) {
    return handlers[instruction];
  }

  /// Where control can go from an instruction without an exception.
  int[] successors(int i) {
    Instruction instruction = instructions.get(i);
    if (instruction instanceof BranchInstruction branch) {
      int target = index(branch.target());
      return unconditional(branch) ? new int[] {target} : new int[] {i + 1, target};
    } else if (instruction instanceof TableSwitchInstruction table) {
      return targets(table.defaultTarget(), table.cases());
    } else if (instruction instanceof LookupSwitchInstruction lookup) {
      return targets(lookup.defaultTarget(), lookup.cases());
    }
    return fallsThrough(i) ? new int[] {i + 1} : new int[0];
  }

  /// Whether control can go from an instruction to the one after it.
  boolean fallsThrough(int i) {
    return switch (instructions.get(i).opcode().kind()) {
      case BRANCH -> !unconditional((BranchInstruction) instructions.get(i));
      case TABLE_SWITCH, LOOKUP_SWITCH, RETURN, THROW_EXCEPTION -> false;
      default -> true;
    };
  }

  private int[] targets(Label otherwise, List<SwitchCase> cases) {
    return IntStream.concat(
            IntStream.of(index(otherwise)), cases.stream().mapToInt(c -> index(c.target())))
        .distinct()
        .toArray();
  }

  /// Whether an exception at an instruction can reach the handler of one of its ranges.
  boolean reaches(int i, ExceptionCatch range) {
    int handler = index(range.handler());
    return Arrays.stream(handlers[i]).anyMatch(reached -> reached == handler);
  }

  static boolean unconditional(BranchInstruction branch) {
    return branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
  }

  boolean isStatic() {
    return method.flags().has(AccessFlag.STATIC);
  }

  /// The types of the receiver, if there is one, and of the parameters.
  List<ClassDesc> inputs() {
    List<ClassDesc> inputs = new ArrayList<>();
    if (!isStatic()) {
      inputs.add(host.thisClass().asSymbol());
    }
    inputs.addAll(type().parameterList());
    return inputs;
  }

  MethodTypeDesc type() {
    return method.methodTypeSymbol();
  }

  /// The name of the variable in a slot where its range begins or contains instruction `i`.
  String variableName(int slot, int i) {
    LocalVariable variable = variable(slot, i);
    return variable == null ? "local variable " + slot : variable.name().stringValue();
  }

  /// The variable in a slot where its range begins or contains instruction `i`; null for a
  /// compiler's own, and where the class file does not say.
  @Nullable LocalVariable variable(int slot, int i) {
    for (LocalVariable variable : variables.getOrDefault(slot, List.of())) {
      if (index(variable.startScope()) <= i && i < index(variable.endScope())) {
        return variable;
      }
    }
    return null;
  }

  String hostName() {
    return host.thisClass().asInternalName().replace('/', '.');
  }

  /// The name of the method that a person would look for: that around the lambda.
  String sourceName() {
    return SourceNames.method(method.methodName().stringValue());
  }

  String name() {
    return hostName() + "." + sourceName();
  }

  /// `Type.method (File.java:LINE)`, for messages.
  String at(int instruction) {
    return name() + " (" + fileName() + ":" + line(instruction) + ")";
  }

  String fileName() {
    String file = sourceFile();
    return file == null ? "unknown source" : file;
  }

  /// @return null when the class file does not tell
  @Nullable String sourceFile() {
    return host.findAttribute(Attributes.sourceFile())
        .map(file -> file.sourceFile().stringValue())
        .orElse(null);
  }
}
