package io.pollen.transform.other;

/// A superclass in another package, with protected members.
public class Base {
  protected long protectedField = 77;
  protected static String protectedStatic = "5";

  public interface Hi {
    default String hi() {
      return "Hi.hi";
    }
  }

  public String over() {
    return "Base.over";
  }

  protected String prot(String s) {
    return "prot-" + s;
  }

  protected static String sprot() {
    return "sprot";
  }

  static final class Hidden {
    private final int number = 7;
  }

  /// A value of a class that callers may not name.
  public static Hidden hidden() {
    return new Hidden();
  }

  public static int number(Hidden hidden) {
    return hidden.number;
  }
}
