package io.pollen.transform;

/// What javac's names for lambda methods say about the source.
final class SourceNames {
  private SourceNames() {}

  private static final String LAMBDA = "lambda$";

  /// `lambda$fetch$3` was written in `fetch`.
  static String method(String name) {
    if (!name.startsWith(LAMBDA)) {
      return name;
    }
    String rest = name.substring(LAMBDA.length());
    int end = rest.lastIndexOf('$');
    String method = end > 0 ? rest.substring(0, end) : rest;
    return switch (method) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> method;
    };
  }

  /// The same as a part of a class name.
  static String identifier(String name) {
    return switch (method(name)) {
      case "<init>" -> "init";
      case "<clinit>" -> "clinit";
      case String method -> method;
    };
  }
}
