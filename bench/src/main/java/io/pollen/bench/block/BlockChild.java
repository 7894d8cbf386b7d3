package io.pollen.bench.block;

import io.pollen.bench.micro.Rounds;

/// A JVM that runs one block shape. Whether its blocks are woven is up to its class path.
public final class BlockChild {
  private BlockChild() {}

  /// Arguments: a [Kind], and a shape or `first`.
  public static void main(String[] args) throws Exception {
    Kind kind = Kind.valueOf(args[0]);
    if (args[1].equals("first")) {
      Drives.open("block.ready", kind.maker()); // opens the jars, as a program has long done
      long begin = System.nanoTime();
      Drives.once(kind.maker().ready(1));
      System.out.println("ms " + (System.nanoTime() - begin) / 1e6);
    } else {
      Rounds.serve(Drives.open(args[1], kind.maker()), Drives.OPS);
    }
  }
}
