package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverQuery;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Silver and gold tables, and what starts their runs. */
@JsonClassDescription("What is wanted.")
@ApiType
@ValidationRule(
    value =
        "(has(self.silver) && size(self.silver) > 0) || (has(self.gold) && size(self.gold) > 0)",
    message = "has no table: declare at least one under silver or gold")
public record MedallionPipelineSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription(
            "The Lakehouse the tables belong to. Defaults to the one named default.")
        ObjectRef lakehouseRef,
    @Default("{\"onNewData\": {\"minInterval\": \"1m\"}}")
        @JsonPropertyDescription("What starts a run. Defaults to new data.")
        Trigger trigger,
    @Size(max = 200) @JsonPropertyDescription("Tables made from rows of others.")
        List<SilverTable> silver,
    @Size(max = 200) @JsonPropertyDescription("Tables made by a query.") List<GoldTable> gold,
    @Default("false") @JsonPropertyDescription("Start no more runs; one that is on its way ends.")
        Boolean suspend,
    @Default("{\"limit\": 3, \"backoff\": \"30s\"}")
        @JsonPropertyDescription("How failed runs are tried again.")
        Retry retry,
    @Default("{\"start\": \"10m\", \"run\": \"2h\"}")
        @JsonPropertyDescription("How long a run may take.")
        Timeouts timeouts,
    @Default("10")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription("How many ended runs are kept as LakehouseRuns. Defaults to 10.")
        Integer historyLimit,
    @JsonPropertyDescription(
            "Keep the tables' files and logs in shape, by what is measured: small files are put"
                + " together, clustering is made up for, deleted rows leave the files, missing"
                + " statistics are gathered, the log gets checkpoints, files that nothing needs are"
                + " deleted. No row changes. Absent: only when a LakehouseRun with maintenance"
                + " asks.")
        Maintenance maintenance) {

  /** A silver table. */
  @ApiType
  @ValidationRule(
      value = "self.history == 'None' || (has(self.keys) && size(self.keys) > 0)",
      message =
          "needs keys: history Type1 keeps the newest row of a key, First the first one, Type2 all"
              + " versions of it; name the columns that identify a row, or set history: None to"
              + " append")
  @ValidationRule(
      value =
          "has(self.sequenceBy) || self.input == 'ChangeFeed' || (self.history != 'Type2' &&"
              + " !has(self.deleteWhen) && !self.ignoreNulls)",
      message =
          "needs sequenceBy: history Type2, deleteWhen and ignoreNulls order the rows of a key by"
              + " it, however late they come; name the column that grows with every change")
  @ValidationRule(
      value =
          "self.history == 'Type1' || self.history == 'Type2' || (!has(self.deleteWhen) &&"
              + " !self.ignoreNulls)",
      message =
          "deletes or fills in rows by key, but with history None or First rows that are there stay;"
              + " set history to Type1 or Type2, or leave deleteWhen and ignoreNulls out")
  @ValidationRule(
      value = "self.history != 'First' || !has(self.sequenceBy)",
      message =
          "has sequenceBy with history First, which keeps the row of a key that came first; leave"
              + " it out, or set history: Type1 to keep the one with the greatest sequenceBy")
  @ValidationRule(
      value =
          "self.input == 'Appended' || (self.history != 'None' && self.history != 'First' &&"
              + " !has(self.deleteWhen) && !self.ignoreNulls)",
      message =
          "input Snapshot and ChangeFeed tell by themselves which keys are gone: leave deleteWhen"
              + " and ignoreNulls out, and set history to Type1 or Type2")
  @ValidationRule(
      value = "self.input == 'Appended' || !has(self.alsoFrom) || size(self.alsoFrom) == 0",
      message =
          "has alsoFrom with input Snapshot or ChangeFeed, which tell from one table which keys are"
              + " gone; make a table of each, and this one of theirs")
  @ValidationRule(
      value = "self.input != 'Snapshot' || has(self.sequenceBy)",
      message =
          "needs sequenceBy for input Snapshot: the column that all rows of a snapshot share and"
              + " that grows from one to the next, for example {name: loaded_at, from:"
              + " _ingested_at}")
  @ValidationRule(
      value = "self.input != 'ChangeFeed' || !has(self.sequenceBy)",
      message =
          "input ChangeFeed follows a table that has one row of each key, in the order of its"
              + " commits: leave sequenceBy out")
  @ValidationRule(
      value = "self.onLookupChange == 'Rebuild' || (has(self.sql) && self.input == 'Appended')",
      message =
          "onLookupChange Keep goes with sql, and with input Appended: Snapshot and ChangeFeed"
              + " compare rows with those that are there, which must have been looked up alike")
  @ValidationRule(value = TableLayout.ONE_OF_BOTH, message = TableLayout.ONE_OF_BOTH_SAYS)
  public record SilverTable(
      @Required
          @Size(max = 100)
          @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
          @JsonPropertyDescription("Name: orders makes the table silver.orders.")
          String name,
      @Required
          @Size(min = 3, max = 120)
          @JsonPropertyDescription("The table it is made from, for example bronze.orders.")
          String from,
      @Size(max = 20)
          @JsonPropertyDescription(
              "More tables whose rows it has, in one commit with those of from; each is read from"
                  + " where it was left off. One that is added later is read from its beginning; of"
                  + " one that is removed the rows stay.")
          List<SilverFlow> alsoFrom,
      @Default("Appended")
          @JsonPropertyDescription(
              "What the input's rows are. Appended: each says something of its key; rows are added"
                  + " and stay. Snapshot: those of one sequenceBy are all there was then; a key"
                  + " that the next snapshot lacks is deleted as of it. ChangeFeed: the table from"
                  + " is merged itself; its rows are followed one by one, deletions included; with"
                  + " Type2 valid_from is the time of its commit. Defaults to Appended.")
          SilverChanges.Input input,
      @Size(min = 1, max = 200)
          @JsonPropertyDescription(
              "An array of the input: the table has a row for each element, in the array's place,"
                  + " and its place from 0 in NAME_position. A row without elements stays, with"
                  + " null. Everything below sees these columns.")
          String explode,
      @Size(max = 20)
          @JsonPropertyDescription(
              "Structs of the input, after explode and in this order: each becomes its fields, as"
                  + " NAME_FIELD.")
          List<String> flatten,
      @Size(min = 1, max = 20000)
          @JsonPropertyDescription(
              "Spark SQL query that joins what is looked up in other tables, after explode and"
                  + " flatten: SELECT i.*, c.country FROM input i LEFT JOIN silver.customers c ON"
                  + " c.id = i.customer_id. It reads the new rows as input, once, and row by row:"
                  + " aggregates, windows, DISTINCT and LIMIT may stand in subqueries over the other"
                  + " tables. Everything below sees the columns that it returns.")
          String sql,
      @Default("Rebuild")
          @JsonPropertyDescription(
              "What becomes of the table when a table that sql looks up has other rows. Rebuild:"
                  + " all of it is made anew. Keep: rows keep what was found when they came. Defaults"
                  + " to Rebuild.")
          SilverQuery.OnLookupChange onLookupChange,
      @Size(max = 200)
          @JsonPropertyDescription("The columns, in order; absent: all columns as they are.")
          List<SilverColumn> columns,
      @Size(min = 1, max = 2000)
          @JsonPropertyDescription(
              "Spark SQL condition over the input's columns; rows that don't meet it are left out.")
          String where,
      @Size(max = 10) @JsonPropertyDescription("Columns that identify a row.") List<String> keys,
      @Size(max = 100)
          @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
          @JsonPropertyDescription(
              "Column that orders the rows of a key: the greatest wins, so that late, repeated and"
                  + " reordered input converges. Absent: the row that came last wins.")
          String sequenceBy,
      @Default("Type1")
          @JsonPropertyDescription(
              "Type1: the newest row of each key. Type2: every version of each key, with"
                  + " valid_from, valid_to and is_current; late rows are slotted into the past."
                  + " First: deduplicates, the row of each key that came first is appended and"
                  + " stays. None: every row, appended. Defaults to Type1.")
          History history,
      @Size(min = 1, max = 2000)
          @JsonPropertyDescription(
              "Spark SQL condition over the input's columns; a row that meets it deletes its key as"
                  + " of its sequenceBy, so that an older row which comes later does not bring the"
                  + " key back. Such rows are subject neither to where nor to expectations.")
          String deleteWhen,
      @Default("false")
          @JsonPropertyDescription(
              "A null keeps the value of the next older row of the key since its last deletion, for"
                  + " inputs that hold only what changed. Defaults to false.")
          Boolean ignoreNulls,
      @Size(max = 4)
          @JsonPropertyDescription("Columns rows are clustered by, for faster reads; at most four.")
          List<String> clusterBy,
      @JsonPropertyDescription(
              "How the table lies, what it says of itself and what it holds its writers to.")
          TableLayout layout,
      @Size(max = 100) @JsonPropertyDescription("What is expected of the rows and the table.")
          List<ExpectationSpec> expectations) {}

  /** How the past of a key is kept. */
  public enum History {
    @JsonProperty("Type1")
    TYPE1,
    @JsonProperty("Type2")
    TYPE2,
    @JsonProperty("First")
    FIRST,
    @JsonProperty("None")
    NONE
  }

  /** A gold table. */
  @ApiType
  @ValidationRule(
      value =
          "!has(self.publish) || size(self.publish) == 0 || (has(self.keys) && size(self.keys) >"
              + " 0)",
      message = "needs keys to be published: they identify a row in the warehouse")
  @ValidationRule(
      value = "self.refresh != 'Incremental' || (has(self.keys) && size(self.keys) > 0)",
      message =
          "needs keys for refresh Incremental: they say which rows a change concerns; name the"
              + " columns that identify a row, or set refresh: Full")
  @ValidationRule(value = TableLayout.ONE_OF_BOTH, message = TableLayout.ONE_OF_BOTH_SAYS)
  public record GoldTable(
      @Required
          @Size(max = 100)
          @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
          @JsonPropertyDescription(
              "Name: customer_features makes the table gold.customer_features.")
          String name,
      @Required
          @Size(min = 1, max = 50000)
          @JsonPropertyDescription(
              "Spark SQL query; it names tables as bronze.NAME, silver.NAME and gold.NAME. What it"
                  + " reads is found in it, nothing needs to be declared.")
          String sql,
      @Size(max = 10) @JsonPropertyDescription("Columns that identify a row.") List<String> keys,
      @Default("Full")
          @JsonPropertyDescription(
              "How the table is brought up to date, always in one commit; readers see the old"
                  + " version until then. Full: rebuilt. Incremental: rows of the keys that changes"
                  + " of the inputs may have affected are computed again, others stay; the same"
                  + " rows as Full. Where the query, or a change, allows no such thing, it is"
                  + " rebuilt and the step's message says why.")
          Refresh refresh,
      @Size(max = 4)
          @JsonPropertyDescription("Columns rows are clustered by, for faster reads; at most four.")
          List<String> clusterBy,
      @JsonPropertyDescription(
              "How the table lies, what it says of itself and what it holds its writers to.")
          TableLayout layout,
      @Size(max = 100) @JsonPropertyDescription("What is expected of the rows and the table.")
          List<ExpectationSpec> expectations,
      @Size(max = 10)
          @JsonPropertyDescription("Warehouse tables that are kept equal to this table.")
          List<PublishTarget> publish,
      @Size(max = 12)
          @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_SAYS)
          @JsonPropertyDescription(
              "How old data may become before the table has it, for example 30m. With trigger"
                  + " onNewData new data is gathered and a run is started so that it ends in time;"
                  + " condition Fresh tells when it did not.")
          String freshness) {}

  /** How a gold table is brought up to date. */
  public enum Refresh {
    @JsonProperty("Full")
    FULL,
    @JsonProperty("Incremental")
    INCREMENTAL
  }
}
