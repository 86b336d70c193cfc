package dev.lakehouse.spark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One PostgreSQL for all tests of a JVM; each test makes a database of its own. */
public final class TestPostgres {
  private static EmbeddedPostgres server;
  private static int databases;

  private final String database;

  private TestPostgres(String database) {
    this.database = database;
  }

  /** An empty database with a schema {@code marts} and a role crm with password s3cret-word. */
  public static synchronized TestPostgres create() {
    try {
      if (server == null) {
        // Two of these start at a time, next to Spark.
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(2)).start();
        new TestPostgres("postgres")
            .execute("CREATE ROLE crm LOGIN SUPERUSER PASSWORD 's3cret-word'");
        requirePassword(new TestPostgres("postgres"));
      }
      String name = "db" + databases++;
      new TestPostgres("postgres").execute("CREATE DATABASE " + name);
      TestPostgres created = new TestPostgres(name);
      created.execute("CREATE SCHEMA marts");
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The embedded server trusts everybody otherwise. */
  private static void requirePassword(TestPostgres admin) throws IOException {
    Path rules = Path.of(admin.query("SHOW hba_file").get(0));
    String all = Files.readString(rules);
    Files.writeString(rules, "host all crm 127.0.0.1/32 scram-sha-256\n" + all);
    admin.query("SELECT pg_reload_conf()");
  }

  /** Its JDBC URL. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), database);
  }

  /** The port it listens at. */
  public int port() {
    return server.getPort();
  }

  /** A connection. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "postgres");
  }

  /** Runs statements. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rows as text, columns separated by a bar. */
  public List<String> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(rows.getString(i));
        }
        lines.add(String.join("|", values.stream().map(String::valueOf).toList()));
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
