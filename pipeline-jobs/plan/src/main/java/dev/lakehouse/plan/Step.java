package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/**
 * One table (or one publish, one training) of a run. Lists and maps are never null; other
 * components may be null only where said.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Step.Files.class, name = "files"),
  @JsonSubTypes.Type(value = Step.Jdbc.class, name = "jdbc"),
  @JsonSubTypes.Type(value = Step.Http.class, name = "http"),
  @JsonSubTypes.Type(value = Step.Kinesis.class, name = "kinesis"),
  @JsonSubTypes.Type(value = Step.Silver.class, name = "silver"),
  @JsonSubTypes.Type(value = Step.Gold.class, name = "gold"),
  @JsonSubTypes.Type(value = Step.Publish.class, name = "publish"),
  @JsonSubTypes.Type(value = Step.Segment.class, name = "segment"),
  @JsonSubTypes.Type(value = Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Maintain.class, name = "maintain")
})
public sealed interface Step
    permits Step.Files,
        Step.Jdbc,
        Step.Http,
        Step.Kinesis,
        Step.Silver,
        Step.Gold,
        Step.Publish,
        Step.Segment,
        Restore,
        Maintain {
  /** Unique within the plan: the table's name, or {@code <table>@<connection>} for a publish. */
  String id();

  /** Ids of the steps of this plan that must have succeeded first, sorted. */
  List<String> dependsOn();

  /** The tables this step reads, sorted, whether a step of this plan writes them or not. */
  @JsonIgnore
  List<TableName> inputs();

  /**
   * New files of a folder, each exactly once, into a bronze table.
   *
   * @param path folder, any Hadoop file system
   * @param format as Spark names it, or {@code debezium}
   * @param options reader options as Spark names them
   * @param columns declared columns; empty: inferred
   * @param onRewrite what is done about files that were written anew
   * @param discovery how new files are found; null: by listing the folder each time
   * @param evolution what happens to what fits no column; null where nothing can be told of that
   * @param perCommit how much of it goes into one commit; null: {@link FilesPerCommit#DEFAULT}
   * @param startAfter files last written before that time (ISO 8601) are left alone; null: none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Files(
      String id,
      List<String> dependsOn,
      TableName output,
      String path,
      String format,
      Map<String, String> options,
      List<ColumnType> columns,
      OnRewrite onRewrite,
      FileDiscovery discovery,
      Decoding.Evolution evolution,
      FilesPerCommit perCommit,
      String startAfter)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return List.of();
    }
  }

  /**
   * Rows of a database table at or past the last cursor value, into a bronze table.
   *
   * @param cursor column that only grows when a row changes; null: the whole table each time
   * @param read how the table is read
   * @param columns declared columns; empty: as the database says
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Jdbc(
      String id,
      List<String> dependsOn,
      TableName output,
      String connection,
      String table,
      String cursor,
      JdbcRead read,
      List<ColumnType> columns)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return List.of();
    }
  }

  /**
   * Records of an HTTP API into a bronze table.
   *
   * @param read what is asked for, and how an answer is understood
   * @param columns declared columns; empty: inferred
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Http(
      String id,
      List<String> dependsOn,
      TableName output,
      String connection,
      HttpRead read,
      List<ColumnType> columns)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return List.of();
    }
  }

  /**
   * A stream's records into a bronze table, continuously.
   *
   * @param settings how it is read, and when what was read is committed
   * @param decoding what payloads are, and how they become rows
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Kinesis(
      String id,
      List<String> dependsOn,
      TableName output,
      String stream,
      ConsumerSettings settings,
      Decoding decoding)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return List.of();
    }
  }

  /**
   * A silver table from one other table, or several.
   *
   * @param columns what to select; empty: all columns of the input
   * @param where row filter on the input; null: all rows
   * @param keys columns that identify a row; empty with {@link History#NONE}
   * @param sequenceBy of several rows of a key that of the greatest wins; null: the last that came
   * @param changes deletions and rows that hold only what changed; null: neither
   * @param unnesting what is done with nested columns before all else; null: nothing
   * @param alsoFrom more inputs, of distinct tables; null: none
   * @param layout null: {@link TableLayout#NONE}
   * @param query what is made of rows, once they are unnested, before all else; null: nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Silver(
      String id,
      List<String> dependsOn,
      TableName from,
      TableName output,
      List<SilverColumn> columns,
      String where,
      List<String> keys,
      String sequenceBy,
      History history,
      SilverChanges changes,
      List<String> clusterBy,
      List<Expectation> expectations,
      Unnesting unnesting,
      TableLayout layout,
      List<SilverFlow> alsoFrom,
      SilverQuery query)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return Expectation.withReferenced(SilverQuery.reads(this), output, expectations);
    }
  }

  /** How a silver table keeps the past of a key. */
  enum History {
    /** Appends every row. */
    NONE,
    /** Appends the row of a key that came first, and no other. */
    FIRST,
    /** Keeps the newest row of a key. */
    TYPE1,
    /** Keeps every version of a key with the span in which it was valid. */
    TYPE2
  }

  /**
   * A column of a silver table: {@code expr} (or the input column of that name), then cleaned, then
   * cast, then masked.
   *
   * @param expr Spark SQL expression over the input; null: the input column {@code name}
   * @param cast Spark SQL type; null: as it comes
   * @param mask null: not masked
   * @param cleaning null: {@link ColumnCleaning#NONE}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SilverColumn(
      String name, String expr, String cast, ColumnMask mask, ColumnCleaning cleaning) {
    /** Not cleaned. */
    public SilverColumn(String name, String expr, String cast, ColumnMask mask) {
      this(name, expr, cast, mask, null);
    }
  }

  /**
   * A gold table, made in one commit from a query over pinned versions of its inputs.
   *
   * @param keys columns that identify a row; never empty with {@code refresh}
   * @param refresh null: rebuilt whenever an input has another version
   * @param layout null: {@link TableLayout#NONE}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Gold(
      String id,
      List<String> dependsOn,
      List<TableName> reads,
      TableName output,
      String sql,
      List<String> keys,
      GoldRefresh refresh,
      List<String> clusterBy,
      List<Expectation> expectations,
      TableLayout layout)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return Expectation.withReferenced(reads, output, expectations);
    }
  }

  /**
   * Makes a table of a connection equal to a table of the lake, in one transaction.
   *
   * @param target schema-qualified table in the warehouse
   * @param keys columns that identify a row, for the merge; never empty
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Publish(
      String id,
      List<String> dependsOn,
      TableName from,
      String connection,
      String target,
      List<String> keys)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return List.of(from);
    }
  }

  /**
   * Trains a k-means model on a pinned version of a table and writes each key's segment.
   *
   * @param key column that identifies a customer
   * @param features name and Spark SQL expression of each feature, in order
   * @param minSegments least number of segments to try
   * @param maxSegments greatest number of segments to try
   * @param seed seed of the initial centres: the same data gives the same segments
   * @param minSilhouette the model is refused below it; null: no gate
   * @param minSegmentShare the model is refused when a segment has less of all keys; null: no gate
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Segment(
      String id,
      List<String> dependsOn,
      TableName from,
      TableName output,
      String key,
      List<Feature> features,
      int minSegments,
      int maxSegments,
      long seed,
      Double minSilhouette,
      Double minSegmentShare)
      implements Step {
    @Override
    public List<TableName> inputs() {
      return List.of(from);
    }
  }

  /** A number per customer, by a Spark SQL expression over the input. */
  record Feature(String name, String expr) {}

  /** A declared column: its name and its Spark SQL type. */
  record ColumnType(String name, String type) {}
}
