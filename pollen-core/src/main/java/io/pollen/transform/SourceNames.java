package io.pollen.transform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What javac's names for lambda methods say about the source.
final class SourceNames {
  private SourceNames() {}

  /// `lambda$fetch$3`, or, for serializable lambdas, `lambda$fetch$1f2e3d4c$3`.
  private static final Pattern LAMBDA =
      Pattern.compile("lambda\\$(.+?)(?:\\$[0-9a-f]{1,8})?\\$\\d+");

  /// The method that a lambda was written in; of other methods their own name.
  static String method(String name) {
    Matcher lambda = LAMBDA.matcher(name);
    if (!lambda.matches()) {
      return name;
    }
    return switch (lambda.group(1)) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      case String method -> method;
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
