package dev.lakehouse.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Looks at what was published as an analyst would, and waits until it is what the feed says must
 * come out. The password comes from WAREHOUSE_PASSWORD. Exit code 1 when it is not so in time.
 */
@Command(
    name = "warehouse",
    mixinStandardHelpOptions = true,
    description = "Compares the published tables with what must come out, and shows them.")
public final class Warehouse implements Callable<Integer> {
  private static final String FEATURES =
      "SELECT count(*), sum(frequency), sum(monetary) FROM marts.customer_features";
  private static final String SEGMENTS = "SELECT count(*) FROM marts.customer_segments";
  private static final String REVENUE = "SELECT mktsegment, revenue FROM marts.revenue_by_market";
  private static final String SHOW_REVENUE =
      "SELECT * FROM marts.revenue_by_market ORDER BY revenue DESC";
  private static final String SHOW_FEATURES =
      "SELECT * FROM marts.customer_features ORDER BY monetary DESC LIMIT 5";
  private static final String SHOW_SEGMENTS =
      """
      SELECT s.segment, count(*) AS customers, round(avg(f.frequency), 1) AS orders_each,
             round(avg(f.monetary), 2) AS revenue_each
      FROM marts.customer_segments s JOIN marts.customer_features f USING (custkey)
      GROUP BY s.segment ORDER BY s.segment
      """;

  @Option(names = "--url", required = true, description = "JDBC URL of the warehouse.")
  private String url;

  @Option(names = "--user", required = true, description = "User of the warehouse.")
  private String user;

  @Option(names = "--create-schema", description = "Make schema marts, as its owner, and end.")
  private boolean createSchema;

  @Option(names = "--expected", required = true, description = "File that the feed wrote.")
  private Path expected;

  @Option(names = "--seconds", defaultValue = "0", description = "How long to wait for it.")
  private long seconds;

  @Option(names = "--features-only", description = "Leave the segments out.")
  private boolean featuresOnly;

  @Option(names = "--show", description = "Print some of the rows afterwards.")
  private boolean show;

  /** Entry point. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Warehouse()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (createSchema) {
      try (Connection connection = connect()) {
        connection.createStatement().execute("CREATE SCHEMA IF NOT EXISTS marts");
      }
      return 0;
    }
    Expected wanted = new ObjectMapper().readValue(expected.toFile(), Expected.class);
    Instant deadline = Instant.now().plus(Duration.ofSeconds(seconds));
    String difference = difference(wanted);
    while (difference != null && Instant.now().isBefore(deadline)) {
      Thread.sleep(1_000);
      difference = difference(wanted);
    }
    if (difference != null) {
      System.err.println("the warehouse is not what it must be: " + difference);
      return 1;
    }
    if (show) {
      show("marts.customer_features, the five best customers", SHOW_FEATURES);
      show("marts.revenue_by_market", SHOW_REVENUE);
      show("marts.customer_segments by segment", SHOW_SEGMENTS);
    }
    return 0;
  }

  /** What differs, for people; null when nothing does. */
  private String difference(Expected wanted) {
    try (Connection connection = connect();
        ResultSet features = connection.createStatement().executeQuery(FEATURES)) {
      features.next();
      BigDecimal monetary = BigDecimal.valueOf(wanted.monetaryCents(), 2);
      if (features.getLong(1) != wanted.buyers()
          || features.getLong(2) != wanted.orders()
          || monetary.compareTo(features.getBigDecimal(3)) != 0) {
        return "marts.customer_features has %d customers with %d orders of %s; it must be %d with %d of %s"
            .formatted(
                features.getLong(1),
                features.getLong(2),
                features.getBigDecimal(3),
                wanted.buyers(),
                wanted.orders(),
                monetary);
      }
      String revenue = revenueDifference(connection, wanted);
      return revenue != null || featuresOnly ? revenue : segmentsDifference(connection, wanted);
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  private static String revenueDifference(Connection connection, Expected wanted)
      throws SQLException {
    SortedMap<String, Long> found = new TreeMap<>();
    try (ResultSet markets = connection.createStatement().executeQuery(REVENUE)) {
      while (markets.next()) {
        found.put(
            markets.getString(1), markets.getBigDecimal(2).movePointRight(2).longValueExact());
      }
    }
    return found.equals(wanted.revenueByMarket())
        ? null
        : "marts.revenue_by_market has %s (in cents); it must be %s"
            .formatted(found, wanted.revenueByMarket());
  }

  private static String segmentsDifference(Connection connection, Expected wanted)
      throws SQLException {
    try (ResultSet segments = connection.createStatement().executeQuery(SEGMENTS)) {
      segments.next();
      return segments.getLong(1) == wanted.buyers()
          ? null
          : "marts.customer_segments has %d customers; it must be %d"
              .formatted(segments.getLong(1), wanted.buyers());
    }
  }

  private void show(String title, String query) throws SQLException {
    System.out.println(title);
    try (Connection connection = connect();
        ResultSet rows = connection.createStatement().executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      StringBuilder header = new StringBuilder();
      for (int column = 1; column <= columns; column++) {
        header.append("  %-20s".formatted(rows.getMetaData().getColumnLabel(column)));
      }
      System.out.println(header.toString().stripTrailing());
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          line.append("  %-20s".formatted(rows.getString(column)));
        }
        System.out.println(line.toString().stripTrailing());
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, System.getenv("WAREHOUSE_PASSWORD"));
  }
}
