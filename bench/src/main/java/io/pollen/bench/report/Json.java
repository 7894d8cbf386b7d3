package io.pollen.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/// The JSON form of the rows: a list of objects with the keys name, peer, unit, gc, pollen,
/// peer_value and ratio.
public final class Json {
  private Json() {}

  /// One row a line, so that two runs can be compared with a line-based tool.
  public static String of(List<Row> rows) {
    StringBuilder out = new StringBuilder("[");
    String separator = "\n";
    for (Row row : rows) {
      out.append(separator).append("  {");
      text(out, "name", row.name()).append(", ");
      text(out, "peer", row.peer()).append(", ");
      text(out, "unit", row.unit()).append(", ");
      text(out, "gc", row.gc()).append(", ");
      number(out, "pollen", row.pollen()).append(", ");
      number(out, "peer_value", row.peerValue()).append(", ");
      number(out, "ratio", row.ratio()).append('}');
      separator = ",\n";
    }
    return out.append("\n]\n").toString();
  }

  private static StringBuilder text(StringBuilder out, String key, String value) {
    out.append('"').append(key).append("\": \"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"');
  }

  /// Six significant digits: more than any of these measurements carries.
  private static StringBuilder number(StringBuilder out, String key, double value) {
    double shown = new BigDecimal(value, new MathContext(6)).doubleValue();
    return out.append('"').append(key).append("\": ").append(shown);
  }
}
