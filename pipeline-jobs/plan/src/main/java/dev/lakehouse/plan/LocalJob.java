package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What the command line tool has local Spark do: the contract between the two processes.
 *
 * @param plans plans in the order they run, as {@link PlanCodec} writes them
 * @param sources where bronze tables' rows come from; in tests only the columns count
 * @param tests tests to run instead of the plans; null: run the plans
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalJob(List<String> plans, List<Source> sources, List<TestCase> tests) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Rows of a bronze table.
   *
   * @param path file or folder; null: there is none
   * @param format csv, json or parquet; null without a path
   * @param options Spark's options of that format
   * @param columns declared columns; empty: as the data says
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Source(
      String table,
      String path,
      String format,
      Map<String, String> options,
      List<Step.ColumnType> columns) {}

  /**
   * A unit test of tables.
   *
   * @param file where it is written, for people
   * @param given rows by table
   * @param expect rows by table, in any order; columns that no row names are left aside
   */
  public record TestCase(
      String name, String file, Map<String, Rows> given, Map<String, Rows> expect) {}

  /**
   * Rows, in one of two forms.
   *
   * @param rows values by column; null: in a file
   * @param csv path of a CSV file with a header; null: in {@code rows}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rows(List<Map<String, Object>> rows, String csv) {}

  /** The job as JSON. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a local job could not be written as JSON", e);
    }
  }

  /** The job of that JSON; throws IllegalArgumentException when it is none. */
  public static LocalJob fromJson(String json) {
    try {
      return MAPPER.readValue(json, LocalJob.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a local job: " + e.getOriginalMessage(), e);
    }
  }
}
