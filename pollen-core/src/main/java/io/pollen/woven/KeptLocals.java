package io.pollen.woven;

import io.pollen.Inspection;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of the local variables that a body keeps at its awaits: one string constant in the
/// generated class, which nobody reads until an await tree is asked for.
///
/// ```
/// table    = count { variable ";" } { await }
/// variable = name "/" field "/" type      name may be empty, field too (the value is null then)
/// await    = { index } "\0"               index: a variable's place in the table, from 1
/// ```
///
/// None of the separators can be part of a name in a class file. A table that would not fit into a
/// class file's constant is left out.
public final class KeptLocals {
  /// A constant has at most 65,535 bytes, and a character at most 3.
  private static final int MOST_CHARACTERS = 65_535 / 3;

  private static final char END = '\0';

  /// A variable and where it is kept.
  ///
  /// @param name its name, or empty
  /// @param field the machine's field, or empty when the value is always null
  /// @param type its type as one would write it
  public record Variable(String name, String field, String type) {}

  private KeptLocals() {}

  /// The table of a body, for generated code.
  ///
  /// @param awaits what is kept at each await
  public static String table(List<List<Variable>> awaits) {
    Map<Variable, Integer> places = new LinkedHashMap<>();
    StringBuilder kept = new StringBuilder();
    for (List<Variable> await : awaits) {
      for (Variable variable : await) {
        kept.append((char) (int) places.computeIfAbsent(variable, v -> places.size() + 1));
      }
      kept.append(END);
    }
    StringBuilder table = new StringBuilder().append((char) places.size());
    for (Variable variable : places.keySet()) {
      table.append(variable.name).append('/').append(variable.field).append('/');
      table.append(variable.type).append(';');
    }
    table.append(kept);
    return places.isEmpty() || table.length() > MOST_CHARACTERS ? "" : table.toString();
  }

  /// What is kept at an await, counted from 1.
  public static List<Variable> at(String table, int await) {
    if (table.isEmpty()) {
      return List.of();
    }
    List<Variable> variables = new ArrayList<>();
    int position = 1;
    while (variables.size() < table.charAt(0)) {
      int end = table.indexOf(';', position);
      String[] parts = table.substring(position, end).split("/", 3);
      variables.add(new Variable(parts[0], parts[1], parts[2]));
      position = end + 1;
    }
    for (int passed = 1; passed < await; passed++) {
      position = table.indexOf(END, position) + 1;
    }
    int end = table.indexOf(END, position);
    return table
        .substring(position, end)
        .chars()
        .mapToObj(place -> variables.get(place - 1))
        .toList();
  }

  static void inspect(String table, int await, StateMachine<?> machine, Inspection into) {
    for (Variable kept : at(table, await)) {
      String name = kept.name.isEmpty() ? null : kept.name;
      into.local(name, kept.type, () -> value(machine, kept));
    }
  }

  private static @Nullable Object value(StateMachine<?> machine, Variable kept) {
    if (kept.field.isEmpty()) {
      return null;
    }
    try {
      Field field = machine.getClass().getDeclaredField(kept.field);
      field.setAccessible(true);
      Object value = field.get(machine);
      return value instanceof Integer number ? ofType(kept.type, number) : value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The small types are kept as ints.
  private static Object ofType(String type, int value) {
    return switch (type) {
      case "boolean" -> value != 0;
      case "char" -> (char) value;
      default -> value;
    };
  }
}
