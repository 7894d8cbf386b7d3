package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.sync.Semaphore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/// A database behind JDBC: every call goes to a thread that may block, and no more of them at once
/// than there are connections.
final class OrderStore {
  private final Semaphore connections;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final String url;

  record Order(long id, String customer, long cents) {}

  @FunctionalInterface
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  OrderStore(String url, int size) {
    this.url = url;
    this.connections = new Semaphore(size);
  }

  Future<List<Order>> ordersOf(String customer) {
    return inTransaction(connection -> {
      List<Order> orders = new ArrayList<>();
      try (PreparedStatement query =
          connection.prepareStatement("select id, cents from orders where customer = ?")) {
        query.setString(1, customer);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            orders.add(new Order(rows.getLong(1), customer, rows.getLong(2)));
          }
        }
      }
      return orders;
    });
  }

  Future<Integer> add(Order order) {
    return async(() -> {
      int rows =
          await(
              inTransaction(connection -> {
                var text = "insert into orders values (?, ?, ?)";
                try (PreparedStatement insert = connection.prepareStatement(text)) {
                  insert.setLong(1, order.id());
                  insert.setString(2, order.customer());
                  insert.setLong(3, order.cents());
                  return insert.executeUpdate();
                }
              }));
      if (rows != 1) {
        throw new SQLException("order " + order.id() + " was not added");
      }
      return rows;
    });
  }

  private <T> Future<T> inTransaction(Work<T> work) {
    return async(() -> {
      try (var permit = await(connections.acquire())) {
        Callable<T> call =
            () -> {
              Connection connection = take();
              boolean done = false;
              try {
                T result = work.with(connection);
                connection.commit();
                done = true;
                return result;
              } finally {
                if (!done) {
                  connection.rollback();
                }
                giveBack(connection);
              }
            };
        return await(spawnBlocking(call));
      }
    });
  }

  private Connection take() throws SQLException {
    synchronized (idle) {
      Connection connection = idle.poll();
      if (connection != null) {
        return connection;
      }
    }
    Connection connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    return connection;
  }

  private void giveBack(Connection connection) {
    synchronized (idle) {
      idle.push(connection);
    }
  }
}
