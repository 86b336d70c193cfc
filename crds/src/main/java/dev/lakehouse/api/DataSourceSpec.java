package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Where the records of one bronze table come from. */
@JsonClassDescription("What is wanted.")
@ApiType
@ValidationRule(
    value = "[has(self.kinesis), has(self.jdbc), has(self.files), has(self.http)].exists_one(x, x)",
    message =
        "must have exactly one of kinesis, jdbc, files and http: a DataSource owns one bronze"
            + " table; make one DataSource per source")
@ValidationRule(
    value = "has(self.kinesis) || has(self.schedule)",
    message =
        "needs a schedule: jdbc, files and http are read again and again, say when, for example"
            + " {cron: '*/15 * * * *'}")
@ValidationRule(
    value = "!has(self.kinesis) || !has(self.schedule)",
    message = "must not have a schedule: kinesis is read continuously; remove the schedule")
@ValidationRule(
    value =
        "!has(self.kinesis) || self.kinesis.format != 'csv' || (has(self.schema) &&"
            + " has(self.schema.columns))",
    message =
        "needs schema.columns: a line of csv does not tell what its values are; declare them in"
            + " their order")
@ValidationRule(
    value =
        "!has(self.kinesis) || !(self.kinesis.format in ['text', 'bytes']) || !has(self.schema)",
    message =
        "must not have a schema: a record of format text or bytes is one column, value; remove the"
            + " schema or choose another format")
@ValidationRule(
    value =
        "has(self.kinesis) || !has(self.schema) || !has(self.schema.evolution) ||"
            + " self.schema.evolution == 'Rescue' || (has(self.files) && self.files.format != 'text')",
    message =
        "must not set schema.evolution to AddColumns or Fail: of batch sources only files, but not"
            + " of format text, have it; remove it")
@ValidationRule(
    value = "!has(self.kinesis) || !has(self.resources)",
    message =
        "must not have resources: they are of what reads a batch source; a stream has"
            + " kinesis.memory and kinesis.replicas")
public record DataSourceSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription(
            "The Lakehouse the table belongs to. Defaults to the one named default.")
        ObjectRef lakehouseRef,
    @JsonPropertyDescription("Read a Kinesis data stream, continuously.") Kinesis kinesis,
    @JsonPropertyDescription("Read a database table, on a schedule.") JdbcSource jdbc,
    @JsonPropertyDescription("Read files of a folder, each exactly once, on a schedule.")
        FilesSource files,
    @JsonPropertyDescription("Read an HTTP API, page by page, on a schedule.") HttpSource http,
    @JsonPropertyDescription("What the records look like; absent: as the source tells.")
        TableSchema schema,
    @JsonPropertyDescription("When a batch source (jdbc, files, http) is read.") Schedule schedule,
    @JsonPropertyDescription("What reads a batch source. Absent: one pod of the driver's size.")
        BatchResources resources,
    @JsonPropertyDescription("How long one reading of a batch source, or a run, may take.")
        Timeouts timeouts,
    @JsonPropertyDescription(
            "How failed readings and runs are tried again. Pods of the schedule wait as Kubernetes"
                + " has it (10s, doubled), whatever backoff says. Absent: a reading once, a run"
                + " three times.")
        Retry retry,
    @Default("10")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription("How many ended runs are kept as LakehouseRuns. Defaults to 10.")
        Integer historyLimit,
    @JsonPropertyDescription("How old the newest data may be before the condition Fresh says so.")
        Freshness freshness,
    @Default("false")
        @JsonPropertyDescription(
            "Stop reading; what was read stays, and reading goes on where it stopped.")
        Boolean suspend,
    @JsonPropertyDescription(
            "Keep the table's files and log in shape, by what is measured; no row changes. A stream"
                + " is read on meanwhile. Absent: only when a LakehouseRun with maintenance asks.")
        Maintenance maintenance) {

  /** A Kinesis data stream. */
  @ApiType
  @ValidationRule(
      value = "has(self.startAt) == (has(self.startFrom) && self.startFrom == 'AtTimestamp')",
      message =
          "needs startAt with startFrom: AtTimestamp, and must not have it otherwise: it says which"
              + " time is meant")
  @ValidationRule(
      value = "!has(self.csv) || self.format == 'csv'",
      message = "has csv settings and another format: set format to csv, or remove csv")
  @ValidationRule(
      value = "has(self.avro) == (self.format == 'avro')",
      message =
          "must have avro if and only if format is avro: set format to avro and avro.schema to the"
              + " schema the records were written with")
  @ValidationRule(
      value = "has(self.protobuf) == (self.format == 'protobuf')",
      message =
          "must have protobuf if and only if format is protobuf: set format to protobuf,"
              + " protobuf.descriptorSet and protobuf.message")
  public record Kinesis(
      @Required
          @Size(min = 1, max = 128)
          @ValidationRule(
              value = "self.matches('^[a-zA-Z0-9_.-]+$')",
              message = "is not a stream name: letters, digits, '_', '.' and '-' only")
          @JsonPropertyDescription("Name of the stream.")
          String stream,
      @Default("TrimHorizon")
          @JsonPropertyDescription(
              "Where a shard is begun that was never read. TrimHorizon: the oldest record kept."
                  + " Latest: what arrives from now on. AtTimestamp: what arrived at startAt or"
                  + " later. Counts when the table is made; defaults to TrimHorizon.")
          StartFrom startFrom,
      @Size(max = 40)
          @ValidationRule(value = Rules.TIME, message = Rules.TIME_SAYS)
          @JsonPropertyDescription(
              "The time of startFrom: AtTimestamp (RFC 3339), for example 2026-01-31T08:00:00Z.")
          String startAt,
      @Default("json")
          @JsonPropertyDescription(
              "What a record\'s payload is. json: one JSON object. csv: one line, without a header."
                  + " debezium: one change event of Debezium as JSON, which becomes the row after"
                  + " the change, or of a deletion before it, with _op, _source_ts and"
                  + " _source_position. avro, protobuf: one binary record. text, bytes: anything,"
                  + " into the column value. Defaults to json.")
          PayloadFormat format,
      @JsonPropertyDescription("The form of a line, for format csv.") PayloadFormat.Csv csv,
      @JsonPropertyDescription("The records' schema, for format avro.") PayloadFormat.Avro avro,
      @JsonPropertyDescription("The records' type, for format protobuf.")
          PayloadFormat.Protobuf protobuf,
      @Default("30s")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "Longest time a record waits for its commit; shorter means fresher and smaller files."
                  + " Defaults to 30s.")
          String commitInterval,
      @Default("512Mi")
          @Size(max = 20)
          @JsonPropertyDescription("Memory limit of the consumer's pod. Defaults to 512Mi.")
          String memory,
      @JsonPropertyDescription("How many pods share the stream's shards. Absent: one.")
          StreamReplicas replicas,
      @JsonPropertyDescription(
              "What makes the consumer commit before commitInterval is over, whichever comes"
                  + " first.")
          StreamCommit commit,
      @Default("Stop")
          @JsonPropertyDescription(
              "What happens when the stream's retention has dropped records before they were read."
                  + " Stop: that shard is not read, with reason DataLost, until this is Continue."
                  + " Continue: reading goes on behind the gap. Either way the span is in status."
                  + " Defaults to Stop.")
          OnDataLoss onDataLoss,
      @Default("15m")
          @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "After so much time without a commit, although the stream has records, the consumer"
                  + " says that it is Stalled and restarts itself, once. Defaults to 15m.")
          String stallAfter,
      @JsonPropertyDescription(
              "Read by enhanced fan-out, with two megabytes a second of each shard for this source"
                  + " alone; AWS charges for it. Absent: poll.")
          EnhancedFanOut enhancedFanOut) {}

  /** Where a shard is begun. */
  public enum StartFrom {
    @JsonProperty("TrimHorizon")
    TRIM_HORIZON,
    @JsonProperty("Latest")
    LATEST,
    @JsonProperty("AtTimestamp")
    AT_TIMESTAMP
  }

  /** Declared columns and what happens to what does not fit them. */
  @ApiType
  @ValidationRule(
      value = "has(self.columns) || !has(self.evolution) || self.evolution == 'AddColumns'",
      message =
          "needs columns for evolution Rescue or Fail: nothing can be told from what fits; declare"
              + " columns, or set evolution to AddColumns")
  public record TableSchema(
      @Size(min = 1, max = 400)
          @ValidationRule(
              value = "self.all(a, self.exists_one(b, b.name == a.name))",
              message = "two columns have the same name")
          @JsonPropertyDescription(
              "The columns, in order. A stream's table gets those that are declared later. Absent:"
                  + " the records' own fields.")
          List<Column> columns,
      @JsonPropertyDescription(
              "What happens to fields that no column was declared for and to values that don't fit"
                  + " their type. Rescue: they are kept as JSON in column _rescued. AddColumns: the"
                  + " table gets a column for a new field; values that don't fit are rescued. Fail:"
                  + " nothing is read any further, status tells where. Defaults to Rescue, or"
                  + " AddColumns where no columns are declared.")
          Evolution evolution) {}

  /** What happens to what does not fit the declared columns. */
  public enum Evolution {
    @JsonProperty("Rescue")
    RESCUE,
    @JsonProperty("AddColumns")
    ADD_COLUMNS,
    @JsonProperty("Fail")
    FAIL
  }

  /** A declared column. */
  @ApiType
  public record Column(
      @Required
          @Size(max = 100)
          @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
          @JsonPropertyDescription("Name of the field and of the column.")
          String name,
      @Required
          @Size(min = 1, max = 200)
          @JsonPropertyDescription(
              "Spark SQL type, for example string, timestamp or decimal(12,2).")
          String type) {}

  /** How old data may be. */
  @ApiType
  public record Freshness(
      @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription("Older than this: Fresh is False with reason Late; Ready stays.")
          String warnAfter,
      @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "Older than this: Fresh is False with reason Stale, and so is Ready.")
          String failAfter) {}
}
