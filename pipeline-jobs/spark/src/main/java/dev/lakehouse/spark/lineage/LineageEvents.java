package dev.lakehouse.spark.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.openlineage.client.OpenLineage;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A selection of lineage as OpenLineage events: a job event for each step, which says what it reads
 * and writes and, in facet columnLineage, how the columns hang together. There is no run event, as
 * nothing ran.
 */
final class LineageEvents {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .setSerializationInclusion(JsonInclude.Include.NON_NULL);

  private final OpenLineage make = new OpenLineage(URI.create("https://lakehouse.dev/operator"));
  private final LineageGraph graph;
  private final ZonedDateTime now;

  private LineageEvents(LineageGraph graph, Clock clock) {
    this.graph = graph;
    this.now = ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** One event a line, as its API takes them. */
  static String of(LineageGraph selection, Clock clock) {
    LineageEvents events = new LineageEvents(selection, clock);
    return selection.datasets().values().stream()
        .filter(dataset -> dataset.job() != null)
        .map(dataset -> json(events.event(dataset)) + "\n")
        .collect(Collectors.joining());
  }

  private static String json(Object event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event could not be written as JSON", e);
    }
  }

  private OpenLineage.JobEvent event(DatasetNode dataset) {
    List<OpenLineage.InputDataset> inputs =
        dataset.inputs().stream()
            .filter(graph.datasets()::containsKey)
            .map(graph.datasets()::get)
            .map(this::input)
            .toList();
    return make.newJobEvent(now, job(dataset.job()), inputs, List.of(output(dataset)));
  }

  private OpenLineage.Job job(DatasetNode.Job job) {
    OpenLineage.JobFacetsBuilder facets =
        make.newJobFacetsBuilder()
            .jobType(
                make.newJobTypeJobFacet(
                    "BATCH", "LAKEHOUSE", job.kind().toUpperCase(java.util.Locale.ROOT)));
    if (job.sql() != null) {
      facets.sql(make.newSQLJobFacet(job.sql(), "spark"));
    }
    return make.newJob(job.namespace(), job.name(), facets.build());
  }

  private OpenLineage.InputDataset input(DatasetNode dataset) {
    return make.newInputDatasetBuilder()
        .namespace(dataset.identity().namespace())
        .name(dataset.identity().name())
        .facets(make.newDatasetFacetsBuilder().schema(schema(dataset)).build())
        .build();
  }

  private OpenLineage.OutputDataset output(DatasetNode dataset) {
    return make.newOutputDatasetBuilder()
        .namespace(dataset.identity().namespace())
        .name(dataset.identity().name())
        .facets(
            make.newDatasetFacetsBuilder()
                .schema(schema(dataset))
                .columnLineage(columns(dataset))
                .build())
        .build();
  }

  private OpenLineage.SchemaDatasetFacet schema(DatasetNode dataset) {
    return make.newSchemaDatasetFacet(
        dataset.columns().entrySet().stream()
            .map(
                each ->
                    make.newSchemaDatasetFacetFields(each.getKey(), each.getValue(), null, null))
            .toList());
  }

  private OpenLineage.ColumnLineageDatasetFacet columns(DatasetNode dataset) {
    OpenLineage.ColumnLineageDatasetFacetFieldsBuilder fields =
        make.newColumnLineageDatasetFacetFieldsBuilder();
    for (String column : dataset.columns().keySet()) {
      List<OpenLineage.InputField> from = fields(new Place(dataset.name(), column));
      if (!from.isEmpty()) {
        fields.put(column, make.newColumnLineageDatasetFacetFieldsAdditional(from, null, null));
      }
    }
    return make.newColumnLineageDatasetFacet(fields.build(), fields(Place.rows(dataset.name())));
  }

  private List<OpenLineage.InputField> fields(Place to) {
    Map<Place, List<Edge>> from =
        graph.edges().stream()
            .filter(edge -> edge.to().equals(to))
            .collect(Collectors.groupingBy(Edge::from, TreeMap::new, Collectors.toList()));
    return from.entrySet().stream()
        .map(
            each -> {
              DatasetNode.Identity identity =
                  graph.datasets().get(each.getKey().dataset()).identity();
              return make.newInputField(
                  identity.namespace(),
                  identity.name(),
                  each.getKey().column(),
                  each.getValue().stream().map(this::transformation).toList());
            })
        .toList();
  }

  private OpenLineage.InputFieldTransformations transformation(Edge edge) {
    return make.newInputFieldTransformations(
        edge.link().direct() ? "DIRECT" : "INDIRECT", edge.link().name(), null, edge.masked());
  }
}
