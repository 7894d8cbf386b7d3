package io.pollen.transform;

import static io.pollen.Async.await;
import static io.pollen.transform.Later.later;
import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.woven.AwaitStack;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a debugger sees in a generated class: the body's lines, and its variables by their names
/// wherever they have their values.
class LocalsTest {
  @SuppressWarnings("pollen:awaitOutside")
  static String body(int n, String name) throws Exception {
    long sum = n;
    List<String> names = List.of(name);
    for (String each : names) {
      int length = await(later(each.length()));
      sum += length;
    }
    String dead = name + n;
    String last = await(later(dead + sum));
    try {
      double half = await(later(sum / 2.0));
      return last + half + names;
    } catch (IllegalStateException e) {
      return await(later(last)) + e.getMessage();
    }
  }

  private final String greeting = "hello";

  @SuppressWarnings("pollen:awaitOutside") // it is transformed here, by hand
  String ofAnObject(String name) throws Exception {
    String first = await(later(greeting));
    return first + name + await(later(greeting));
  }

  private final ClassModel model = ClassBytes.take(LocalsTest.class);
  private final MethodModel original = method("body");
  private final CodeAttribute generated = generated(original);

  private MethodModel method(String name) {
    return model.methods().stream()
        .filter(method -> method.methodName().equalsString(name))
        .findFirst()
        .orElseThrow();
  }

  private CodeAttribute generated(MethodModel original) {
    return methods(original).stream()
        .filter(method -> method.methodName().equalsString(Woven.POLL))
        .map(LocalsTest::code)
        .findFirst()
        .orElseThrow();
  }

  private static CodeAttribute code(MethodModel method) {
    return (CodeAttribute) method.code().orElseThrow();
  }

  /// The methods of the generated class.
  private List<MethodModel> methods(MethodModel original) {
    BodyCode code = BodyCode.of(model, original);
    BodyAnalysis analysis =
        BodyAnalysis.of(
            code, new ResolvedAwaits(new LoadedClasses(LocalsTest.class.getClassLoader())));
    byte[] bytes =
        new RuntimeMachine(
                analysis,
                ClassDesc.of("io.pollen.transform.LocalsMachine"),
                2,
                machine ->
                    (builder, input, type) -> {
                      if (type.isPrimitive()) {
                        builder.iconst_0();
                      } else {
                        builder.aconst_null();
                      }
                    },
                AccessSites.NONE,
                Returns.VALUE,
                type -> true)
            .generate(LocalsTest.class.getClassLoader());
    return ClassFile.of().parse(bytes).methods();
  }

  private static List<LocalVariableInfo> variables(CodeModel code) {
    return code.findAttribute(Attributes.localVariableTable()).orElseThrow().localVariables();
  }

  /// The machine itself, which is no variable of the body.
  private static LocalVariableInfo receiver(CodeModel generated) {
    return variables(generated).stream().filter(v -> v.slot() == 0).findFirst().orElseThrow();
  }

  private static List<LineNumberInfo> lines(CodeModel code) {
    return code.findAttribute(Attributes.lineNumberTable()).orElseThrow().lineNumbers();
  }

  private static Set<String> described(CodeModel code, int shift) {
    return variables(code).stream()
        .filter(v -> v.slot() >= shift)
        .map(v -> v.name() + " " + v.type() + " in " + (v.slot() - shift))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void variablesKeepTheirNamesTypesAndOrder() {
    Set<String> names = described(generated, BodyEmitter.FIRST_SLOT);
    assertThat(names).isEqualTo(described(original.code().orElseThrow(), 0));
    assertThat(names.toString())
        .contains("sum J", "each Ljava/lang/String;", "half D", "e Ljava/lang/IllegalState");
  }

  @Test
  void theMachineIsThisAndTheObjectOfTheBodyHasANameOfItsOwn() {
    CodeAttribute code = generated(method("ofAnObject"));
    LocalVariableInfo machine = receiver(code);
    assertThat(machine.name().stringValue()).isEqualTo("this");
    assertThat(machine.type().stringValue()).isEqualTo("Lio/pollen/transform/LocalsMachine;");
    assertThat(machine.startPc()).isZero();
    assertThat(machine.length()).isEqualTo(code.codeLength());
    assertThat(described(code, BodyEmitter.FIRST_SLOT))
        .contains("_this Lio/pollen/transform/LocalsTest; in 0")
        .noneMatch(variable -> variable.startsWith("this "));
  }

  @Test
  void linesAreThoseOfTheBody() {
    Set<Integer> written = lineNumbers(original.code().orElseThrow());
    assertThat(written).hasSizeGreaterThan(10);
    assertThat(lineNumbers(generated)).isEqualTo(written);
  }

  private static Set<Integer> lineNumbers(CodeModel code) {
    return lines(code).stream()
        .map(LineNumberInfo::lineNumber)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Line of the statement that has `text` within this file's body: by its distance to the first.
  private int line(int offset) {
    return new TreeSet<>(lineNumbers(original.code().orElseThrow())).first() + offset;
  }

  private Set<String> visibleAtTheStartOf(int line) {
    return visibleAtTheStartOf(line, generated);
  }

  private static Set<String> visibleAtTheStartOf(int line, CodeModel code) {
    int pc =
        lines(code).stream()
            .filter(info -> info.lineNumber() == line)
            .findFirst()
            .orElseThrow()
            .startPc();
    return variables(code).stream()
        .filter(v -> v.slot() > 0 && v.startPc() <= pc && pc < v.startPc() + v.length())
        .map(v -> v.name().stringValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aVariableIsVisibleWhereItHasItsValue() {
    // sum += length: after the first await, in the loop
    assertThat(visibleAtTheStartOf(line(4))).containsExactly("length", "n", "name", "names", "sum");
    // return last + half + names: what is dead after the awaits was not brought back
    assertThat(visibleAtTheStartOf(line(10))).containsExactly("half", "last", "names");
  }

  private List<CodeAttribute> parts() throws Exception {
    List<CodeAttribute> parts = new ArrayList<>();
    SmallParts.during(() ->
        methods(original).stream()
            .filter(method -> method.methodName().stringValue().contains(AwaitStack.PART))
            .forEach(method -> parts.add(code(method))));
    assertThat(parts).hasSizeGreaterThan(3);
    return parts;
  }

  @Test
  void theLinesAndVariablesOfPartsAreThoseOfTheBody() throws Exception {
    Set<Integer> lines = new TreeSet<>();
    Set<String> variables = new TreeSet<>();
    for (CodeAttribute part : parts()) {
      lines.addAll(lineNumbers(part));
      variables.addAll(described(part, BodyEmitter.FIRST_SLOT));
    }
    assertThat(lines).isEqualTo(lineNumbers(original.code().orElseThrow()));
    assertThat(variables).isEqualTo(described(original.code().orElseThrow(), 0));
  }

  @Test
  void inAPartAVariableIsVisibleWhereItHasItsValue() throws Exception {
    for (CodeAttribute part : parts()) {
      if (lineNumbers(part).contains(line(4))) {
        assertThat(visibleAtTheStartOf(line(4), part)).contains("n", "name", "names", "sum");
      }
      for (int line : lineNumbers(part)) {
        assertThat(visibleAtTheStartOf(line)).containsAll(visibleAtTheStartOf(line, part));
      }
    }
  }
}
