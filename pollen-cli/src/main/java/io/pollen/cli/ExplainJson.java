package io.pollen.cli;

import io.pollen.transform.BlockReport;
import io.pollen.transform.BlockReport.Machine;
import io.pollen.transform.BlockReport.Plain;
import io.pollen.transform.BlockReport.Refusal;
import io.pollen.transform.BlockReport.State;
import io.pollen.transform.BlockReport.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A report on async blocks as JSON. Members and their order are described in
/// docs/guide/explain.md; new ones may come, those there keep their meaning.
final class ExplainJson {
  private ExplainJson() {}

  static String of(List<BlockReport> blocks, InstanceLayout layout, List<String> missing) {
    return Json.text(
        members(
            "layout",
            members(
                "headerBytes", layout.header(),
                "referenceBytes", layout.reference(),
                "alignmentBytes", layout.alignment()),
            "blocks",
            blocks.stream().map(block -> block(block, layout)).toList(),
            "missingClasses",
            missing));
  }

  private static Map<String, Object> block(BlockReport block, InstanceLayout layout) {
    Map<String, Object> members =
        members(
            "class", block.owner(),
            "method", block.method(),
            "file", block.file(),
            "firstLine", block.firstLine(),
            "lastLine", block.lastLine(),
            "form", block.form().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            "interface", block.type(),
            "captured", variables(block.captured()),
            "arguments", variables(block.arguments()));
    switch (block.outcome()) {
      case Plain() -> members.put("outcome", "no await");
      case Refusal(String reason) ->
          members.putAll(members("outcome", "refused", "reason", reason));
      case Machine machine ->
          members.putAll(
              members(
                  "outcome", "state machine",
                  "suspendedBytes", layout.size(machine.woven()),
                  "suspendedBytesAtRunTime", layout.size(machine.transformed()),
                  "codeBytes", machine.codeBytes(),
                  "states", machine.states().stream().map(ExplainJson::state).toList()));
    }
    return members;
  }

  private static Map<String, Object> state(State state) {
    return members(
        "state", state.number(),
        "line", state.line(),
        "awaits", state.awaited(),
        "inTry", state.guarded(),
        "locals", variables(state.locals()),
        "operands", state.operands());
  }

  private static List<Map<String, Object>> variables(List<Variable> variables) {
    return variables.stream()
        .map(variable -> members("name", variable.name(), "type", variable.type()))
        .toList();
  }

  @SuppressWarnings("NullAway") // a map of JSON members may have null values
  private static Map<String, Object> members(@Nullable Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
