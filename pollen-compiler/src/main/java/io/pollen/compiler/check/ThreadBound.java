package io.pollen.compiler.check;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.SourceVersion;

/// The lists of types and methods whose values belong to a thread.
///
/// A line is `fully.qualified.Type`, or `fully.qualified.Type#method` for what a method returns,
/// and after a space what to do instead. Empty lines and lines that begin with `#` say nothing.
///
/// @param types their names, with the hints
/// @param methods `Type#method`, with the hints
record ThreadBound(Map<String, String> types, Map<String, String> methods) {
  static final String HINT = "end it before the await, or make it anew after the await";

  private static final List<String> ALWAYS =
      List.of(
          "java.lang.foreign.Arena#ofConfined take Arena.ofShared() or Arena.ofAuto(), or close it"
              + " before the await",
          "java.util.concurrent.StructuredTaskScope use join(a, b) or spawn(…) of Pollen instead",
          "org.slf4j.MDC.MDCCloseable close it before the await, and put it again afterwards",
          "io.opentelemetry.context.Scope close it before the await, and open it again afterwards");

  /// @param files the lines of each list of the user, by its name
  /// @param problems takes what is wrong with them, in words
  static ThreadBound of(Map<String, List<String>> files, List<String> problems) {
    ThreadBound all = new ThreadBound(new TreeMap<>(), new TreeMap<>());
    ALWAYS.forEach(all::add);
    files.forEach((name, lines) -> {
      int number = 0;
      for (String line : lines) {
        number++;
        if (!line.isBlank() && !line.startsWith("#") && !all.add(line.strip())) {
          problems.add(name + ":" + number + ": not a type, nor Type#method: " + line.strip());
        }
      }
    });
    return all;
  }

  private boolean add(String line) {
    String[] parts = line.split("\\s+", 2);
    String hint = parts.length == 2 ? parts[1] : HINT;
    int hash = parts[0].indexOf('#');
    String type = hash < 0 ? parts[0] : parts[0].substring(0, hash);
    if (!SourceVersion.isName(type)) {
      return false;
    }
    (hash < 0 ? types : methods).put(parts[0], hint);
    return true;
  }
}
