package dev.lakehouse.spark.publish;

import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.spark.JobSettings;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.spark.sql.Row;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Publishes to PostgreSQL: COPY into a staging table and one merge, all in one transaction. */
final class PostgresPublisher {
  private static final int BUFFER = 1 << 16;

  private final PlanConnection.Jdbc connection;
  private final JobSettings settings;

  PostgresPublisher(PlanConnection.Jdbc connection, JobSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /** Rows published; empty when the warehouse has this version already. */
  OptionalLong publish(Publication publication) throws SQLException {
    TargetTable target =
        TargetTable.of(
            publication.step().target(),
            publication.rows().schema(),
            publication.step().keys(),
            PostgresSql::type);
    PostgresSql sql = new PostgresSql(target);
    try (Connection database = DriverManager.getConnection(connection.url(), credentials())) {
      prepare(database, sql);
      database.setAutoCommit(false);
      try {
        OptionalLong rows = transact(database, sql, target, publication);
        database.commit();
        return rows;
      } catch (SQLException | RuntimeException e) {
        database.rollback();
        throw e;
      }
    }
  }

  /** Two connections that make the same table at once would disturb each other without the lock. */
  private static void prepare(Connection database, PostgresSql sql) throws SQLException {
    database.setAutoCommit(false);
    execute(database, "SELECT pg_advisory_xact_lock(hashtext('lakehouse_publications'))");
    execute(database, sql.createPublications());
    database.commit();
  }

  private static OptionalLong transact(
      Connection database, PostgresSql sql, TargetTable target, Publication publication)
      throws SQLException {
    Publication.Published last = claim(database, sql, publication.step().target());
    boolean there = exists(database, target);
    if (there && publication.isDone(last)) {
      return OptionalLong.empty();
    }
    long sequence = publication.admit(last);
    execute(database, sql.createStaging());
    long rows = copy(database, sql.copy(), publication.rows().toLocalIterator());
    execute(database, sql.createTarget());
    execute(database, sql.addColumns());
    execute(database, sql.deleteGone());
    execute(database, sql.merge());
    record(database, sql, publication, sequence);
    return OptionalLong.of(rows);
  }

  private static Publication.Published claim(Connection database, PostgresSql sql, String target)
      throws SQLException {
    try (PreparedStatement claim = database.prepareStatement(sql.claim())) {
      claim.setString(1, target);
      claim.executeUpdate();
    }
    try (PreparedStatement query = database.prepareStatement(sql.published())) {
      query.setString(1, target);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Publication.Published(row.getLong(1), row.getLong(2), row.getString(3));
      }
    }
  }

  private static boolean exists(Connection database, TargetTable target) throws SQLException {
    try (PreparedStatement query = database.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      query.setString(1, target.qualified());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static long copy(Connection database, String sql, Iterator<Row> rows)
      throws SQLException {
    CopyIn copy = database.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      StringBuilder lines = new StringBuilder(BUFFER + BUFFER / 2);
      while (rows.hasNext()) {
        CsvLine.append(lines, rows.next());
        if (lines.length() >= BUFFER) {
          send(copy, lines);
        }
      }
      send(copy, lines);
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void send(CopyIn copy, StringBuilder lines) throws SQLException {
    byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    lines.setLength(0);
  }

  private static void record(
      Connection database, PostgresSql sql, Publication publication, long sequence)
      throws SQLException {
    try (PreparedStatement update = database.prepareStatement(sql.record())) {
      update.setLong(1, sequence);
      update.setLong(2, publication.version());
      update.setString(3, publication.tableId());
      update.setString(4, publication.step().target());
      update.executeUpdate();
    }
  }

  private static void execute(Connection database, String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private Properties credentials() {
    Properties properties = new Properties();
    if (connection.usernameEnv() != null) {
      String use = "the user name of connection '" + connection.name() + "'";
      properties.setProperty("user", settings.required(connection.usernameEnv(), use));
    }
    if (connection.passwordEnv() != null) {
      String use = "the password of connection '" + connection.name() + "'";
      properties.setProperty("password", settings.required(connection.passwordEnv(), use));
    }
    return properties;
  }
}
