package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How customers are divided into segments. */
@JsonClassDescription("What is wanted.")
@ApiType
@ValidationRule(
    value = "!has(self.retrain) || !has(self.retrain.continuous)",
    message =
        "a model is trained from all rows at once, so its retrain can't be continuous; set"
            + " onNewData, schedule or manual")
public record SegmentModelSpec(
    @Default("{\"name\": \"default\"}")
        @JsonPropertyDescription(
            "The Lakehouse the tables belong to. Defaults to the one named default.")
        ObjectRef lakehouseRef,
    @Required
        @Size(min = 3, max = 120)
        @JsonPropertyDescription(
            "Table with one row per customer, for example gold.customer_features.")
        String from,
    @Required
        @Size(max = 100)
        @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
        @JsonPropertyDescription("Column that identifies a customer.")
        String key,
    @Required
        @Size(min = 1, max = 100)
        @JsonPropertyDescription("Numbers by which customers are compared; each is standardised.")
        List<Feature> features,
    @Required @JsonPropertyDescription("How segments are found.") Algorithm algorithm,
    @JsonPropertyDescription("What a new model must reach; else the previous segments stay.")
        Gates gates,
    @Default("{\"onNewData\": {\"minInterval\": \"1m\"}}")
        @JsonPropertyDescription("What starts a training. Defaults to a new version of the input.")
        Trigger retrain,
    @Required @JsonPropertyDescription("Where the segments go.") Output output,
    @Default("false")
        @JsonPropertyDescription("Start no more trainings; one that is on its way ends.")
        Boolean suspend,
    @Default("{\"limit\": 3, \"backoff\": \"30s\"}")
        @JsonPropertyDescription("How failed trainings are tried again.")
        Retry retry,
    @Default("{\"start\": \"10m\", \"run\": \"2h\"}")
        @JsonPropertyDescription("How long a training may take.")
        Timeouts timeouts,
    @Default("10")
        @Min(1)
        @Max(100)
        @JsonPropertyDescription("How many ended runs are kept as LakehouseRuns. Defaults to 10.")
        Integer historyLimit,
    @JsonPropertyDescription(
            "Keep the files and log of output.table in shape, as a MedallionPipeline's maintenance"
                + " does; neither a row nor the model changes. Absent: only when a LakehouseRun"
                + " with maintenance asks.")
        Maintenance maintenance) {

  /** A number per customer. */
  @ApiType
  public record Feature(
      @Required
          @Size(max = 100)
          @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
          @JsonPropertyDescription("Name of the feature.")
          String name,
      @Size(min = 1, max = 2000)
          @JsonPropertyDescription(
              "Spark SQL expression over the table's columns; absent: the column of that name. For"
                  + " example datediff(current_date(), last_order).")
          String expr) {}

  /** How segments are found; exactly one. */
  @ApiType
  public record Algorithm(
      @Required @JsonPropertyDescription("k-means; the best number of segments is chosen.")
          KMeans kMeans) {}

  /** k-means. */
  @ApiType
  public record KMeans(
      @Default("{\"min\": 2, \"max\": 8}")
          @JsonPropertyDescription("How many segments are tried; the best silhouette wins.")
          SegmentRange segments,
      @Default("42")
          @JsonPropertyDescription(
              "Seed of the initial centres: the same data gives the same segments. Defaults to 42.")
          Long seed) {}

  /** How many segments are tried. */
  @ApiType
  @ValidationRule(value = "self.min <= self.max", message = "min must not be above max")
  public record SegmentRange(
      @Default("2") @Min(2) @Max(50) @JsonPropertyDescription("Least number. Defaults to 2.")
          Integer min,
      @Default("8") @Min(2) @Max(50) @JsonPropertyDescription("Greatest number. Defaults to 8.")
          Integer max) {}

  /** What a model must reach. */
  @ApiType
  public record Gates(
      @Min(-1)
          @Max(1)
          @JsonPropertyDescription(
              "Least silhouette, -1 to 1: how much closer customers are to their own segment than"
                  + " to the next.")
          Double minSilhouette,
      @Min(0)
          @Max(1)
          @JsonPropertyDescription(
              "Least share of all customers that each segment must have, 0 to 1.")
          Double minSegmentShare) {}

  /** Where segments go. */
  @ApiType
  public record Output(
      @Required
          @Size(max = 120)
          @ValidationRule(
              value = "self.matches('^gold[.][a-z][a-z0-9_]*$')",
              message = "must be a gold table, for example gold.customer_segments")
          @JsonPropertyDescription("Gold table with each customer's segment.")
          String table,
      @Size(max = 10) @JsonPropertyDescription("Warehouse tables that are kept equal to it.")
          List<PublishTarget> publish) {}
}
