package io.pollen.woven;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollen.woven.KeptLocals.Variable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptLocalsTest {
  @Test
  void eachAwaitHasItsVariables() {
    Variable name = new Variable("name", "a0", "java.lang.String");
    Variable unnamed = new Variable("", "i0", "int");
    Variable nothing = new Variable("nothing", "", "java.util.List[]");
    String table = KeptLocals.table(List.of(List.of(name, unnamed), List.of(), List.of(nothing)));
    assertThat(KeptLocals.at(table, 1)).containsExactly(name, unnamed);
    assertThat(KeptLocals.at(table, 2)).isEmpty();
    assertThat(KeptLocals.at(table, 3)).containsExactly(nothing);
  }

  /// Places in the table are characters, the separators among them.
  @Test
  void anyNumberOfVariablesCanBeToldApart() {
    List<List<Variable>> awaits = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      awaits.add(List.of(new Variable("v" + i, "a" + i, "T" + i), new Variable("w", "a0", "T")));
    }
    String table = KeptLocals.table(awaits);
    for (int i = 0; i < awaits.size(); i++) {
      assertThat(KeptLocals.at(table, i + 1)).isEqualTo(awaits.get(i));
    }
  }

  @Test
  void aTableThatAConstantCannotHoldIsLeftOut() {
    List<List<Variable>> awaits = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      awaits.add(List.of(new Variable("variable" + i, "a0", "java.lang.Object")));
    }
    assertThat(KeptLocals.table(awaits)).isEmpty();
    assertThat(KeptLocals.at("", 1999)).isEmpty();
  }

  @Test
  void nothingKeptNeedsNoTable() {
    assertThat(KeptLocals.table(List.of(List.of(), List.of()))).isEmpty();
  }
}
