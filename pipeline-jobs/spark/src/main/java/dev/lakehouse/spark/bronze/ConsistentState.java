package dev.lakehouse.spark.bronze;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One state of a database for several queries side by side, where the database can lend one:
 * PostgreSQL's exported snapshots, which live as long as the transaction that made them. A single
 * query needs none.
 */
final class ConsistentState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsistentState.class);

  private final Connection connection;
  private final String begin;

  private ConsistentState(Connection connection, String begin) {
    this.connection = connection;
    this.begin = begin;
  }

  /** Each query sees what is there when it begins. */
  static ConsistentState none() {
    return new ConsistentState(null, null);
  }

  /** A state of the database as it is now; none where the database has no such thing. */
  static ConsistentState of(String url, Properties credentials) {
    if (!url.startsWith("jdbc:postgresql:")) {
      return none();
    }
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url, credentials);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      try (Statement statement = connection.createStatement();
          ResultSet snapshot = statement.executeQuery("SELECT pg_export_snapshot()")) {
        snapshot.next();
        return new ConsistentState(
            connection,
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT '"
                + snapshot.getString(1)
                + "'");
      }
    } catch (SQLException e) {
      LOG.warn(
          "No snapshot can be exported ({}): queries side by side may see different states",
          e.getSQLState());
      new ConsistentState(connection, null).close();
      return none();
    }
  }

  /** What a transaction begins with to see this state. */
  Optional<String> begin() {
    return Optional.ofNullable(begin);
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("The connection that held a snapshot did not close", e);
    }
  }
}
