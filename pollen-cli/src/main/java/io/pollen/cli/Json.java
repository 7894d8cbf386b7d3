package io.pollen.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON: objects from maps in their order, arrays from lists, one member a line.
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  static String text(@Nullable Object value) {
    Json json = new Json();
    json.value(value, "\n");
    return json.out.append('\n').toString();
  }

  private void value(@Nullable Object value, String line) {
    switch (value) {
      case null -> out.append("null");
      case Number number -> out.append(number);
      case Boolean truth -> out.append(truth);
      case String text -> string(text);
      case List<?> list -> list(list, line);
      case Map<?, ?> map -> map(map, line);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private void list(List<?> list, String line) {
    String separator = "";
    out.append('[');
    for (Object element : list) {
      out.append(separator).append(line).append("  ");
      value(element, line + "  ");
      separator = ",";
    }
    out.append(list.isEmpty() ? "]" : line + "]");
  }

  private void map(Map<?, ?> map, String line) {
    String separator = "";
    out.append('{');
    for (Map.Entry<?, ?> member : map.entrySet()) {
      out.append(separator).append(line).append("  ");
      string(String.valueOf(member.getKey()));
      out.append(": ");
      value(member.getValue(), line + "  ");
      separator = ",";
    }
    out.append(map.isEmpty() ? "}" : line + "}");
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
