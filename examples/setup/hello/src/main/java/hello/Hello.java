package hello;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import java.time.Duration;

public class Hello {
  static Future<String> greet(String name) {
    return async(() -> {
      await(sleep(Duration.ofMillis(5)));
      return "hello " + name;
    });
  }

  public static void main(String[] args) throws Exception {
    run(() -> System.out.println(await(greet("world"))));
  }
}
