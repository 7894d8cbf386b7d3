package io.pollen.bench.micro;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// A JVM that runs one shape on one library, round by round as its parent says: `warm MS` and
/// `round MS` on standard input, each answered by one line. It ends with its input.
public final class MicroChild {
  private MicroChild() {}

  /// Arguments: library, shape.
  public static void main(String[] args) throws Exception {
    Shape shape = Shapes.named(args[1]);
    Body body = Library.valueOf(args[0]).open(shape);
    if (body == null) {
      System.out.println("none");
      return;
    }
    System.out.println("open");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Rounds rounds = new Rounds(body, shape.ops());
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      long nanos = Long.parseLong(words[1]) * 1_000_000;
      double cost = words[0].equals("warm") ? rounds.warm(nanos) : rounds.round(nanos);
      System.out.println("ns " + cost);
    }
    body.close();
    System.exit(0);
  }
}
