import static io.pollen.Async.async;
import static io.pollen.Async.await;
import static io.pollen.Async.using;

import io.pollen.Future;
import java.io.Closeable;
import java.io.IOException;

class ResourceInBlock {
  record Connection(String name) implements Closeable {
    @Override
    public void close() {}
  }

  static Future<Integer> one() {
    return io.pollen.Async.ready(1);
  }

  static Future<Connection> open() {
    return io.pollen.Async.lazy(() -> new Connection("opened"));
  }

  Future<Integer> inATry(Connection connection) {
    return async(() -> {
      try (connection) { // <- resourceInBlock
        return await(one());
      }
    });
  }

  Future<Integer> byACall() {
    var connection = new Connection("a");
    return async(() -> {
      try {
        return await(one()) + connection.name().length();
      } finally {
        connection.close(); // <- resourceInBlock
      }
    });
  }

  Future<Integer> owned(Connection connection) {
    return using(connection, own -> await(one()) + own.name().length());
  }

  Future<Integer> openedInside() {
    return async(() -> {
      try (var connection = await(open())) {
        return await(one()) + connection.name().length();
      }
    });
  }

  Future<Integer> openedInsideAndClosedLater() {
    return async(() -> {
      var connection = await(open());
      try (connection) {
        return await(one());
      }
    });
  }

  Future<Integer> closedByOthers(Connection connection) throws IOException {
    if (connection.name().isEmpty()) {
      connection.close();
    }
    return async(() -> {
      try (connection) {
        return await(one());
      }
    });
  }

  Future<Integer> awaitedAtOnce(Connection connection) {
    return using(
        connection,
        own ->
            await(
                async(() -> {
                  try (own) {
                    return await(one());
                  }
                })));
  }

  Future<Integer> onlyUsed(Connection connection) {
    return async(() -> await(one()) + connection.name().length());
  }

  @SuppressWarnings("pollen:resourceInBlock")
  Future<Integer> suppressed(Connection connection) {
    return async(() -> {
      try (connection) {
        return await(one());
      }
    });
  }
}
