package hello;

import static io.pollen.Async.*;

import io.pollen.Drive;
import io.pollen.Future;

/// Stands for a test, without a test framework: its async block is one of `src/test`.
public class HelloCheck {
  static Future<Integer> twice(int number) {
    return async(() -> await(ready(number)) * 2);
  }

  public static void main(String[] args) throws Exception {
    System.out.println("twice 21 is " + Drive.drive(twice(21)));
  }
}
