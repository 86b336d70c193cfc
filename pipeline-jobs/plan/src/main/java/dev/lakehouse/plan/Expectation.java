package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.TreeSet;

/** A named statement about a table, checked before the commit that would make it visible. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Expectation.Row.class, name = "row"),
  @JsonSubTypes.Type(value = Expectation.Unique.class, name = "unique"),
  @JsonSubTypes.Type(value = Expectation.References.class, name = "references"),
  @JsonSubTypes.Type(value = Expectation.RowCount.class, name = "rowCount"),
  @JsonSubTypes.Type(value = TableExpectation.PrimaryKey.class, name = "primaryKey"),
  @JsonSubTypes.Type(value = TableExpectation.Freshness.class, name = "freshness"),
  @JsonSubTypes.Type(value = TableExpectation.Schema.class, name = "schema"),
  @JsonSubTypes.Type(value = TableExpectation.RelativeRowCount.class, name = "relativeRowCount"),
  @JsonSubTypes.Type(value = TableExpectation.Drift.class, name = "drift"),
  @JsonSubTypes.Type(value = TableExpectation.Anomaly.class, name = "anomaly")
})
public sealed interface Expectation
    permits Expectation.Row,
        Expectation.Unique,
        Expectation.References,
        Expectation.RowCount,
        TableExpectation {
  /** Unique within its table. */
  String name();

  /** What happens to a violation. */
  Action action();

  /** Tolerance, and what people are told; null: {@link ExpectationTerms#NONE}. */
  ExpectationTerms terms();

  /** What happens to what violates an expectation. */
  enum Action {
    /** Counted and reported; let in. */
    @JsonProperty("Warn")
    WARN,
    /** Counted; the row is left out. */
    @JsonProperty("Drop")
    DROP,
    /** Counted; the row goes to the table's quarantine instead. */
    @JsonProperty("Quarantine")
    QUARANTINE,
    /** Nothing is committed, the step fails, the previous version stays served. */
    @JsonProperty("Fail")
    FAIL
  }

  /** Holds for each row; a row for which the SQL expression is false or null violates it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(String name, Action action, String expr, ExpectationTerms terms)
      implements Expectation {
    /** Without tolerance. */
    public Row(String name, Action action, String expr) {
      this(name, action, expr, null);
    }
  }

  /** No two rows of the resulting table share these columns' values; Warn or Fail only. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Unique(String name, Action action, List<String> columns, ExpectationTerms terms)
      implements Expectation {
    /** Without tolerance. */
    public Unique(String name, Action action, List<String> columns) {
      this(name, action, columns, null);
    }
  }

  /**
   * Each row's values of {@code columns} exist in {@code table}'s {@code keys} (same length); rows
   * with a null among them are let pass, as in SQL's foreign keys. Warn or Fail only.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record References(
      String name,
      Action action,
      List<String> columns,
      TableName table,
      List<String> keys,
      ExpectationTerms terms)
      implements Expectation {
    /** Without tolerance. */
    public References(
        String name, Action action, List<String> columns, TableName table, List<String> keys) {
      this(name, action, columns, table, keys, null);
    }
  }

  /** The resulting table's number of rows; null means no bound. Warn or Fail only. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RowCount(String name, Action action, Long min, Long max, ExpectationTerms terms)
      implements Expectation {
    /** Without an owner or a description. */
    public RowCount(String name, Action action, Long min, Long max) {
      this(name, action, min, max, null);
    }
  }

  /** The tables of {@code reads} and those the expectations look into, but {@code self}; sorted. */
  static List<TableName> withReferenced(
      List<TableName> reads, TableName self, List<Expectation> expectations) {
    TreeSet<TableName> all = new TreeSet<>(reads);
    for (Expectation expectation : expectations) {
      if (expectation instanceof References references) {
        all.add(references.table());
      }
    }
    all.remove(self);
    return List.copyOf(all);
  }
}
