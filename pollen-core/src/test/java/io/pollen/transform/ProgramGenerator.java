package io.pollen.transform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/// Writes random programs by a grammar: each a class with a body and two blocks that it awaits. A
/// budget bounds their size, and no generic call is nested in another one's argument: javac's
/// inference takes exponential time for that.
final class ProgramGenerator {
  private static final int MAX_DEPTH = 3;

  /// Rules and their productions, one a line. `<rule>` is expanded, `#` becomes a number of its own
  /// for each production. Of a rule that begins with `!` the first production is the shortest, and
  /// taken when the budget is spent.
  private static final String GRAMMAR =
      """
      program:
        public static class <name> implements Program { private int field = 2; private int own(int x) { return x + field; } <blocks> <main> }
      blocks:
        <one>
        <two>
      one:
        Future<Integer> one(int in, String s0) { AsyncBody<Integer> body = () -> { String s = s0; Object o = s; <locals> <statements> return a + (int) l + s.length(); }; return block(body); }
      two:
        Future<Object> two(int in, Object o0) { AsyncBody<Object> body = () -> { Object o = o0; String s = "t" + o.hashCode() % 10; <locals> <finals> return a > b ? (Object) s : Integer.valueOf(a); }; return block(body); }
      main:
        public AsyncFunction<Integer, String> body() { return in0 -> { int in = in0; String s = "s" + in; Object o = in % 2 == 0 ? (Object) ("o" + in) : in0; <locals> <statements> return <result>; }; }
      locals:
        int a = in, b = in * 3 + 1; long l = in - 5L; double d = in / 2.0; float f = in; byte y = (byte) in; char c = 'c'; int[] arr = {1, 2, in};
      result:
        all(a, b, l, d, f, y, c, s, arr, o)
      finals:
        try { <statements> } finally { note(a % 100); s += <int>; }
        <statements>
      statements:
        <statement>
        <statement> <statement>
        <statement> <statement> <statement>
      block:
        { <statements> }
      !statement:
        <simple>
        <simple>
        <compound>
        <compound>
        <exit>
      simple:
        a = <int>;
        b <assign> <int>;
        l += <long>;
        s = <text>; if (s.length() > 60) s = s.substring(0, 9);
        arr[Math.floorMod(<int>, 3)] <assign> <int>;
        d = d / 3 + Async.<Double>await(laterDouble(<int> * 1.5));
        int x# = <int>; a += x# + own(b % 7); field++;
        y += <int>; f = f / 2 + Async.<Float>await(later(f + y));
        c = (char) ('a' + Math.floorMod(<int>, 26)); s += Async.<Character>await(later(c));
        var w# = laterInt(<int>); note(b % 100); a ^= Async.<Integer>await(w#);
        a = sum(<int>, <int>, arr[1]++, <int>);
        o = <object>;
        a += <call>;
        int z#; if (<cond>) z# = <int>; else z# = a; b -= z#;
        final int k# = <int>; IntUnaryOperator p# = z -> z + k# + own(1); a = p#.applyAsInt(<int>);
        Function<Object, String> g# = String::valueOf; s += g#.apply(<int>).length();
        final int h# = <int>; Shape sh# = new Shape(<int>) { public int area() { return base() * h#; } }; b ^= <int> + sh#.area();
      assign:
        =
        +=
        -=
        ^=
        *=
        >>=
      object:
        new Pair(<int>, <text>)
        new Pair(<int>)
        <text>
        Async.<Color>await(later(Color.of(a))).name()
      !exit:
        note(1);
        if (<cond>) return <result>;
        if (<cond>) throw new IllegalArgumentException("thrown " + a);
      !exitOfLoop:
        note(2);
        if (<cond>) break;
        if (<cond>) continue;
        if (<cond>) throw new IOException("in loop " + a);
      compound:
        if (<cond>) <block> else <block>
        for (int i# = 0; i# < 2; i#++) <loop>
        { int w# = 0; while (w#++ < Async.<Integer>await(laterInt(2))) <loop> }
        { int w# = 0; do <loop> while (++w# < 2 && (<cond>)); }
        for (int e# : new int[] {<int>, 4}) { b += e#; <statement> }
        for (String t# : List.of(s, "k")) { s = t# + <int>; <statement> }
        out#: for (int i# = 0; i# < 2; i#++) for (int j# = 0; j# < 2; j#++) { if (<cond>) continue out#; if (<cond>) break out#; <statement> }
        try <failing> catch (IOException e#) { s += e#.getMessage(); <statement> }
        try <failing> catch (IOException e#) { s += e#.getMessage(); } finally <cleanup>
        try <failing> finally <cleanup>
        try <failing> finally <cleanup>
        try { a = check(<int> % 20); <statement> } catch (IllegalArgumentException | ArithmeticException e#) { b += <int>; } finally <cleanup>
        try (Res r# = new Res(<int> % 9); Res q# = new Res(<int> % 17)) <block>
        try (Res r# = new Res(<int> % 17)) <block> catch (IllegalStateException e#) { s += e#.getMessage(); <statement> } finally <cleanup>
        try <failing> catch (Throwable t#) { note(9); if (t# instanceof Dropped) throw t#; s += t#.getMessage(); }
        try <failing> catch (Throwable t#) { note(8); <statement> }
        switch (Math.floorMod(<int>, 4)) { case 0: a++; case 1: <statement> break; case 2: b += <int>; break; default: <statement> }
        switch (s) { case "s0", "t": a = <int>; break; case "s3": s = <text>; default: b = <int>; }
        b = switch (Color.of(<int>)) { case RED -> <int>; case GREEN -> { int u = <int>; yield u + <int>; } case BLUE -> Async.<Integer>await(laterInt(7)); };
        o = switch (o) { case String t when t.length() > Async.<Integer>await(laterInt(field)) -> (Object) t.length(); case String t -> t + <int>; case Integer i when i > Async.<Integer>await(laterInt(own(i) % 7)) -> new Pair(i, <int>); case Pair(Integer p, Object q) -> p; default -> "other"; };
      failing:
        { a += Async.<Integer>await(mayFail(<int> % 10)); <statements> }
        { <statements> a += Async.<Integer>await(mayFail(<int> % 10)); }
      cleanup:
        { note(a % 100); }
        { note(b % 100); <statement> }
        { note(3); s += Async.<Integer>await(laterInt(<leaf>)); note(4); }
      !cond:
        <leaf> % 2 == 0
        Async.<Boolean>await(later(a > b)) && <int> < 50
        a > b || Async.<Boolean>await(later(l % 3 == 0))
        !Async.<Boolean>await(stage(s.length() > 4))
        o instanceof Pair(Integer p#, Object q#) && p# > <int>
        o instanceof String t# && t#.length() < <int>
        <int> > <int>
      leaf:
        a
        b
        (int) l
        arr[1]
        s.length()
        field
        y
        c
        17
      !int:
        <leaf>
        <leaf>
        Async.<Integer>await(laterInt(<int>))
        Async.<Integer>await(laterInt(<int>))
        (<int> + Async.<Integer>await(laterInt(<leaf>)))
        (Async.<Integer>await(laterInt(<leaf>)) * 3 - <int>)
        (<cond> ? <leaf> : Async.<Integer>await(laterInt(<leaf>)))
        max(<int>, <int>)
        (new Pair(<int>, Async.<Integer>await(laterInt(a))).hashCode() % 1000)
        own(<int> % 100)
        (int) (l + <long>)
        Async.<Integer>await(stageInt(<leaf>))
        new int[] {<leaf>, <int>, a++}[Math.floorMod(b, 3)]
        <call>
        (a - (b = <int>))
        (100 / (<leaf> % 4))
      callOne:
        Async.<Integer>await(one(<leaf> % 50, s))
      callTwo:
        (Async.<Object>await(two(<leaf> % 9, s)).hashCode() % 100)
      long:
        Async.<Long>await(later((long) <leaf>))
        (l << <int>)
        (long) (d + <int>)
        <int>
      text:
        s + <int>
        Async.<String>await(later(s)) + <int> + Async.<Character>await(later('c'))
        new StringBuilder(Async.<String>await(later(s))).append(own(<int>)).append(c).toString()
        (s.isEmpty() ? "e" : Async.<String>await(stage(s.substring(1))) + <leaf>)
      """;

  private static final Map<String, List<String>> RULES = rules();
  private static final Pattern PART = Pattern.compile("<([a-z][A-Za-z]*)>");

  private final Random random;
  private int budget;
  private int numbers;
  private int depth;
  private int loops;

  /// The block that is being written.
  private String within = "";

  /// The block that it may await.
  private String callee = "";

  private ProgramGenerator(Random random) {
    this.random = random;
  }

  /// The text of class `name`.
  static String text(Random random, String name) {
    return new ProgramGenerator(random).expand("program").replace("<name>", name);
  }

  private static Map<String, List<String>> rules() {
    Map<String, List<String>> rules = new HashMap<>();
    List<String> productions = new ArrayList<>();
    for (String line : GRAMMAR.lines().toList()) {
      if (line.startsWith(" ")) {
        productions.add(line.strip());
      } else {
        productions = new ArrayList<>();
        rules.put(line.replace(":", ""), productions);
      }
    }
    return rules;
  }

  private String expand(String rule) {
    return switch (rule) {
      case "name" -> "<name>";
      case "one", "two", "main" -> {
        callee = within;
        within = rule;
        budget = 3 + random.nextInt(rule.equals("main") ? 16 : 6);
        yield production(rule);
      }
      case "call" ->
          switch (callee) {
            case "one" -> production("callOne");
            case "two" -> production("callTwo");
            default -> production("leaf");
          };
      case "result" ->
          switch (within) {
            case "one" -> "a + (int) l";
            case "two" -> "s";
            default -> production(rule);
          };
      case "exit" -> production(loops > 0 && random.nextBoolean() ? "exitOfLoop" : rule);
      case "loop" -> {
        loops++;
        String body = expand("block") + "\n";
        loops--;
        yield body;
      }
      case "statement" -> {
        budget--;
        depth++;
        String text = production(depth > MAX_DEPTH || budget < 0 ? "simple" : rule) + "\n";
        depth--;
        yield text;
      }
      case "int", "cond" -> {
        budget--;
        yield production(rule);
      }
      default -> production(rule);
    };
  }

  private String production(String rule) {
    List<String> mayBeShort = RULES.get("!" + rule);
    List<String> choices = mayBeShort == null ? RULES.get(rule) : mayBeShort;
    if (choices == null) {
      throw new IllegalArgumentException("no rule " + rule);
    }
    boolean first = mayBeShort != null && budget < 0;
    String chosen = choices.get(first ? 0 : random.nextInt(choices.size()));
    String numbered = chosen.replace("#", String.valueOf(numbers++));
    return PART.matcher(numbered).replaceAll(part -> quote(expand(part.group(1))));
  }

  private static String quote(String text) {
    return text.replace("\\", "\\\\").replace("$", "\\$");
  }
}
