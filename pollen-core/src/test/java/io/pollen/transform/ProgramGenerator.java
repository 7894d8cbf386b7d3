package io.pollen.transform;

import java.util.Random;

/// Writes one random program in two forms: `S(...)` stands for a value, awaited in one form and
/// computed in place in the other.
final class ProgramGenerator {
  private static final int MAX_DEPTH = 3;

  private final Random random;
  private final String name;
  private final String body;
  private int variables;

  ProgramGenerator(Random random, String name) {
    this.random = random;
    this.name = name;
    this.body = block(0, 0, false);
  }

  String name() {
    return name;
  }

  static String header(String className) {
    return """
        import io.pollen.*;
        import io.pollen.transform.DifferentialTest.*;
        import io.pollen.transform.DifferentialTest.Support.*;
        import static io.pollen.transform.DifferentialTest.Support.*;
        import java.io.*;
        import java.util.*;
        import java.util.function.*;
        @SuppressWarnings("all")
        public class %s {
          enum Color { RED, GREEN, BLUE }
          static Color color(int i) { return Color.values()[Math.floorMod(i, 3)]; }
        """
        .formatted(className);
  }

  String text() {
    String start =
        """
            int a = in, b = in * 3 + 1; long l = in - 5L; double d = in / 2.0; String s = "s" + in;
            int[] arr = {1, 2, in}; Object o = in % 2 == 0 ? (Object) ("o" + in) : Integer.valueOf(in);
        """;
    String end =
        "    return a + \",\" + b + \",\" + l + \",\" + d + \",\" + s + \",\" + Arrays.toString(arr);\n";
    return "  public static class " + name + " implements Program {\n"
        + "    private int field = 2;\n"
        + "    private int own(int x) { return x + field; }\n"
        + "    public AsyncFunction<Integer, String> async() { return in -> {\n"
        + start + body.replace("AWAIT(", "Async.await(").replace("LATER", "later").replace("MAYFAIL", "mayFail")
        + end + "    }; }\n"
        + "    public String sync(int in) throws Exception {\n"
        + start + body.replace("AWAIT(", "(").replace("LATER", "value").replace("MAYFAIL", "mayFailNow")
        + end + "    }\n  }\n";
  }

  private int pick(int n) {
    return random.nextInt(n);
  }

  private String block(int depth, int loops, boolean inFinally) {
    StringBuilder text = new StringBuilder();
    int statements = 1 + pick(depth == 0 ? 5 : 3);
    for (int i = 0; i < statements; i++) {
      text.append(statement(depth, loops, inFinally));
    }
    return text.toString();
  }

  private String statement(int depth, int loops, boolean inFinally) {
    int v = variables++;
    int kind = pick(depth >= MAX_DEPTH ? 7 : 18);
    return switch (kind) {
      case 0 -> "a = " + expression(2) + ";\n";
      case 1 -> "b " + pickOf("+=", "-=", "^=", "*=") + " " + expression(2) + ";\n";
      case 2 -> "l += " + expression(2) + ";\n";
      case 3 -> "s = " + text(2) + ";\nif (s.length() > 60) s = s.substring(0, 9);\n";
      case 4 -> "arr[Math.floorMod(" + expression(1) + ", 3)] += " + expression(1) + ";\n";
      case 5 -> "d = d / 3 + AWAIT(LATER(" + expression(1) + " * 1.5));\n";
      case 6 -> "{ int x" + v + " = " + expression(2) + "; a += x" + v + " + own(b % 7); field++; }\n";
      case 7 ->
          "if (" + condition() + ") {\n" + block(depth + 1, loops, inFinally) + "} else {\n"
              + block(depth + 1, loops, inFinally) + "}\n";
      case 8 ->
          "for (int i" + v + " = 0; i" + v + " < " + (1 + pick(3)) + "; i" + v + "++) {\n"
              + block(depth + 1, loops + 1, inFinally) + exit(inFinally) + "}\n";
      case 9 ->
          "{ int w" + v + " = 0; while (w" + v + "++ < AWAIT(LATER(2))) {\n"
              + block(depth + 1, loops + 1, inFinally) + "} }\n";
      case 10, 11 ->
          "try {\n" + block(depth + 1, 0, inFinally) + failing() + "} catch (IOException e" + v
              + ") {\ns += e" + v + ".getMessage();\n" + block(depth + 1, 0, inFinally) + "} "
              + (pick(2) == 0 ? "" : "finally {\n" + block(depth + 1, 0, true) + "}") + "\n";
      case 12 ->
          "try {\n" + block(depth + 1, 0, inFinally)
              + "a = check(AWAIT(LATER(a % 20)));\n} catch (IllegalArgumentException e" + v
              + ") {\nb += " + expression(1) + ";\n} finally {\n" + block(depth + 1, 0, true) + "}\n";
      case 13 ->
          "try (Res r" + v + " = new Res(AWAIT(LATER(a % 9))); Res q" + v + " = new Res("
              + expression(1) + " % 7)) {\n" + block(depth + 1, 0, inFinally)
              + "} catch (IllegalStateException e" + v + ") { s += e" + v + ".getMessage(); }\n";
      case 14 ->
          "switch (Math.floorMod(" + expression(1) + ", 4)) {\ncase 0: a++;\ncase 1: "
              + block(depth + 1, 0, inFinally) + " break;\ncase 2: b += AWAIT(LATER(b % 5)); break;\n"
              + "default: " + block(depth + 1, 0, inFinally) + "}\n";
      case 15 ->
          "b = switch (color(" + expression(1) + ")) { case RED -> " + expression(1)
              + "; case GREEN -> { int y = " + expression(1) + "; yield y + AWAIT(LATER(a % 3)); }"
              + " case BLUE -> AWAIT(LATER(7)); };\n";
      case 16 ->
          "o = switch (AWAIT(LATER(o))) { case String t when t.length() > AWAIT(LATER(2)) -> "
              + "(Object) t.length(); case String t -> t + " + text(1)
              + "; case Integer i when i > " + expression(1) + " -> new Pair(i, AWAIT(LATER(a)));"
              + " case Pair(Integer p, Object q) -> p; default -> " + text(1) + "; };\n"
              + "s += o.hashCode() % 100;\n";
      default ->
          "{ final int k" + v + " = " + expression(1) + "; IntUnaryOperator op" + v
              + " = z -> z + k" + v + " + own(1); a = op" + v + ".applyAsInt(" + expression(1)
              + ");\nFunction<Object, String> fn" + v + " = String::valueOf; s += fn" + v
              + ".apply(AWAIT(LATER(b % 4))); }\n";
    };
  }

  private String exit(boolean inFinally) {
    return switch (pick(inFinally ? 2 : 4)) {
      case 0 -> "if (" + condition() + ") continue;\na ^= 3;\n";
      case 1 -> "if (" + condition() + ") break;\nb ^= 5;\n";
      case 2 -> "if (AWAIT(LATER(a)) > 4000) return \"early\" + s;\n";
      default -> "";
    };
  }

  private String failing() {
    return switch (pick(3)) {
      case 0 -> "a += AWAIT(MAYFAIL(a % 10));\n";
      case 1 -> "a = a + AWAIT(MAYFAIL(" + expression(1) + " % 10)) * 2;\n";
      default -> "if (b == Integer.MIN_VALUE) throw new IOException(\"x\");\nb += AWAIT(MAYFAIL(b % 7));\n";
    };
  }

  private String condition() {
    return switch (pick(4)) {
      case 0 -> expression(1) + " % 2 == 0";
      case 1 -> "AWAIT(LATER(a > b)) && " + expression(1) + " < 50";
      case 2 -> "a > b || AWAIT(LATER(l % 3 == 0))";
      default -> "!AWAIT(LATER(s.length() > 4))";
    };
  }

  private String expression(int depth) {
    if (depth == 0) {
      return pickOf("a", "b", "(int) l", "arr[1]", "s.length()", String.valueOf(pick(20)));
    }
    return switch (pick(9)) {
      case 0 -> "AWAIT(LATER(" + expression(depth - 1) + "))";
      case 1 -> "(" + expression(depth - 1) + " + AWAIT(LATER(" + expression(depth - 1) + ")))";
      case 2 -> "(AWAIT(LATER(" + expression(depth - 1) + ")) * 3 - " + expression(depth - 1) + ")";
      case 3 -> "(" + condition() + " ? " + expression(depth - 1) + " : AWAIT(LATER(" + expression(depth - 1) + ")))";
      case 4 -> "Math.max(" + expression(depth - 1) + ", AWAIT(LATER(" + expression(depth - 1) + ")))";
      case 5 -> "new Pair(" + expression(depth - 1) + ", AWAIT(LATER(a))).hashCode() % 1000";
      case 6 -> "own(AWAIT(LATER(" + expression(depth - 1) + ")) % 100)";
      case 7 -> "(int) (l + AWAIT(LATER(" + expression(depth - 1) + ")))";
      default -> expression(0);
    };
  }

  private String text(int depth) {
    return switch (pick(4)) {
      case 0 -> "s + AWAIT(LATER(" + expression(depth - 1) + "))";
      case 1 -> "AWAIT(LATER(s)) + " + expression(depth - 1) + " + AWAIT(LATER('c'))";
      case 2 -> "new StringBuilder(AWAIT(LATER(s))).append((Object) (" + expression(depth - 1) + ")).toString()";
      default -> "String.valueOf((Object) (" + expression(depth) + "))";
    };
  }

  private String pickOf(String... choices) {
    return choices[pick(choices.length)];
  }
}
