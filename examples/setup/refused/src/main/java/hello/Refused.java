package hello;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import java.time.Duration;

/// Holds a monitor across an await: the build must fail, and say where.
public class Refused {
  static Future<Void> wrong(Object monitor) {
    return async(() -> {
      synchronized (monitor) {
        await(sleep(Duration.ofMillis(5)));
      }
    });
  }
}
