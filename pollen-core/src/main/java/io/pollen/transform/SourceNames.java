package io.pollen.transform;

/// What javac's names for lambda methods say about the source.
final class SourceNames {
  private SourceNames() {}

  /// `lambda$fetch$3`, or, for serializable lambdas, `lambda$fetch$1f2e3d4c$3`.
  private static final String LAMBDA = "lambda$";

  private static final int HASH_DIGITS = 8;

  /// The method that a lambda was written in; of other methods their own name.
  static String method(String name) {
    int number = name.lastIndexOf('$') + 1;
    if (!name.startsWith(LAMBDA)
        || number < LAMBDA.length() + 2
        || !isNumber(name, number, name.length(), 10)) {
      return name;
    }
    int end = number - 1;
    int hash = name.lastIndexOf('$', end - 1) + 1;
    boolean hashed =
        hash >= LAMBDA.length() + 2 && end - hash <= HASH_DIGITS && isNumber(name, hash, end, 16);
    String method = name.substring(LAMBDA.length(), hashed ? hash - 1 : end);
    return switch (method) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> method;
    };
  }

  private static boolean isNumber(String name, int from, int to, int radix) {
    for (int i = from; i < to; i++) {
      char c = name.charAt(i);
      if ((c < '0' || c > '9') && (radix == 10 || c < 'a' || c > 'f')) {
        return false;
      }
    }
    return from < to;
  }

  /// The same as a part of a class name.
  static String identifier(String name) {
    String method = method(name);
    return switch (method) {
      case "<init>" -> "init";
      case "<clinit>" -> "clinit";
      default -> method;
    };
  }
}
