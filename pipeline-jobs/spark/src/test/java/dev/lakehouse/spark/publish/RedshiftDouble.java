package dev.lakehouse.spark.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.spark.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;

/**
 * The Redshift Data API over PostgreSQL: a batch runs in one transaction, statement by statement,
 * and {@code COPY … FORMAT AS PARQUET} loads the files.
 */
final class RedshiftDouble implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern COPY =
      Pattern.compile("COPY (\\S+) FROM '([^']+)' IAM_ROLE '([^']+)' FORMAT AS PARQUET");

  private final TestPostgres warehouse;
  private final HttpServer server;
  private final Map<String, ObjectNode> statements = new HashMap<>();
  private final Map<String, ObjectNode> results = new HashMap<>();
  private int batches;

  RedshiftDouble(TestPostgres warehouse) throws IOException {
    this.warehouse = warehouse;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Batches run so far, rolled back ones included. */
  int batches() {
    return batches;
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    JsonNode request = MAPPER.readTree(exchange.getRequestBody());
    String action = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
    ObjectNode answer;
    if (action.equals("BatchExecuteStatement")) {
      answer = execute((ArrayNode) request.get("Sqls"));
    } else if (action.equals("GetStatementResult")) {
      answer = results.get(request.get("Id").asText());
    } else {
      answer = statements.get(request.get("Id").asText());
      // The first look finds a batch still running, as it would in AWS.
      String state = answer.path("Hidden").asText();
      answer = answer.deepCopy();
      answer.remove("Hidden");
      if (!state.isEmpty()) {
        statements.get(request.get("Id").asText()).remove("Hidden");
        answer.put("Status", "STARTED");
      }
    }
    byte[] body = MAPPER.writeValueAsBytes(answer);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private ObjectNode execute(ArrayNode sqls) {
    batches++;
    String id = UUID.randomUUID().toString();
    ObjectNode result = MAPPER.createObjectNode().put("Id", id).put("Hidden", "STARTED");
    ArrayNode subs = result.putArray("SubStatements");
    try (Connection connection = warehouse.connect()) {
      connection.setAutoCommit(false);
      try {
        for (JsonNode sql : sqls) {
          subs.addObject().put("Id", id + ":" + subs.size()).put("Status", "FAILED");
          ObjectNode sub = (ObjectNode) subs.get(subs.size() - 1);
          ArrayNode records =
              results
                  .computeIfAbsent(sub.get("Id").asText(), any -> MAPPER.createObjectNode())
                  .putArray("Records");
          long rows = statement(connection, sql.asText(), records);
          sub.put("Status", "FINISHED")
              .put("ResultRows", rows)
              .put("HasResultSet", !records.isEmpty());
        }
        connection.commit();
        result.put("Status", "FINISHED");
      } catch (SQLException e) {
        connection.rollback();
        result.put("Status", "FAILED").put("Error", "ERROR: " + e.getMessage());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    statements.put(id, result);
    return MAPPER.createObjectNode().put("Id", id);
  }

  private static long statement(Connection connection, String sql, ArrayNode records)
      throws SQLException {
    Matcher copy = COPY.matcher(sql);
    if (copy.matches()) {
      return load(connection, copy.group(1), copy.group(2));
    }
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql.replace("varbyte", "bytea"))) {
        return statement.getUpdateCount();
      }
      long rows = 0;
      try (ResultSet found = statement.getResultSet()) {
        while (found.next()) {
          rows++;
          records.addArray().addObject().put("stringValue", found.getString(1));
        }
      }
      return rows;
    }
  }

  private static long load(Connection connection, String table, String path) throws SQLException {
    long rows = 0;
    for (Row row : TestLake.spark().read().parquet(path).collectAsList()) {
      String marks = "?" + ", ?".repeat(row.size() - 1);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
        for (int i = 0; i < row.size(); i++) {
          insert.setObject(i + 1, row.get(i));
        }
        rows += insert.executeUpdate();
      }
    }
    return rows;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
