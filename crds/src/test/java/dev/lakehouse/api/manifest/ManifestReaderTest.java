package dev.lakehouse.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.MedallionPipelineSpec;
import dev.lakehouse.plan.Expectation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
  private static final String SOURCE =
      "apiVersion: lakehouse.dev/v1alpha1\nkind: DataSource\nmetadata: {name: s}\nspec: ";

  private final ManifestReader reader = new ManifestReader(RuleCheck.NONE);

  private List<String> problems(String text) {
    return reader.read(text).stream()
        .flatMap(manifest -> manifest.problems().stream())
        .map(Problem::toString)
        .toList();
  }

  @Test
  void defaultsAreFilledInAlsoWithinLists() {
    MedallionPipeline pipeline =
        (MedallionPipeline)
            reader
                .read(
                    """
                    apiVersion: lakehouse.dev/v1alpha1
                    kind: MedallionPipeline
                    metadata: {name: p}
                    spec:
                      silver:
                        - name: orders
                          from: bronze.orders
                          keys: [id]
                          expectations: [{name: e, expr: id > 0}]
                    """)
                .get(0)
                .object();
    MedallionPipelineSpec spec = pipeline.getSpec();
    assertThat(spec.lakehouseRef().name()).isEqualTo("default");
    assertThat(spec.trigger().onNewData().minInterval()).isEqualTo("1m");
    assertThat(spec.suspend()).isFalse();
    assertThat(spec.silver().get(0).history()).isEqualTo(MedallionPipelineSpec.History.TYPE1);
    assertThat(spec.silver().get(0).expectations().get(0).action())
        .isEqualTo(Expectation.Action.WARN);
    assertThat(spec.gold()).isNull();
  }

  @Test
  void anAbsentObjectWithoutADefaultStaysAbsent() {
    DataSource source =
        (DataSource) reader.read(SOURCE + "{kinesis: {stream: s}, jdbc: null}").get(0).object();
    assertThat(source.getSpec().jdbc()).isNull();
    assertThat(source.getSpec().kinesis().startFrom())
        .isEqualTo(DataSourceSpec.StartFrom.TRIM_HORIZON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{kinesis: {stream: s}, colour: red} | spec.colour: unknown field; there are files,"
            + " freshness, historyLimit, http, jdbc,",
        "{kinesis: {stream: s, shards: 3}} | spec.kinesis.shards: unknown field",
        "{kinesis: {}} | spec.kinesis.stream: is required",
        "{kinesis: {stream: 7}} | spec.kinesis.stream: must be text (put it in quotes), and is 7",
        "{kinesis: {stream: s}, suspend: 'yes'} | spec.suspend: must be true or false, and is"
            + " \"yes\"",
        "{kinesis: [s]} | spec.kinesis: must be a map of fields, and is a list",
        "{kinesis: {stream: s, startFrom: Now}} | spec.kinesis.startFrom: must be one of ",
        "{files: {path: 's3a://x', format: orc}} | spec.files.format: must be one of avro, csv,"
            + " debezium, json, parquet",
        "{files: {path: x, format: csv}} | spec.files.path: the number of characters must be 2 or"
            + " more, and is 1",
        "{files: {path: 's3a://x', format: csv, options: {header: true}}} |"
            + " spec.files.options.header: must be text",
        "{kinesis: {stream: s}, schema: {columns: []}} | spec.schema.columns: the number of items"
            + " must be 1 or more, and is 0",
        "{kinesis: {stream: s}, schema: {columns: [{name: a}]}} | spec.schema.columns[0].type: is"
            + " required",
      })
  void whatTheApiServerRefusesIsRefusedWithItsPath(String spec, String problem) {
    assertThat(problems(SOURCE + spec)).singleElement().asString().contains(problem.strip());
  }

  @Test
  void rulesAreAskedForOnlyWhereTheRestIsRight() {
    ManifestReader strict = new ManifestReader((rule, self) -> !rule.contains("exists_one(x, x)"));
    assertThat(strict.read(SOURCE + "{kinesis: {stream: s}}").get(0).problems())
        .extracting(Problem::path, problem -> problem.message().substring(0, 21))
        .containsExactly(org.assertj.core.groups.Tuple.tuple("spec", "must have exactly one"));
    assertThat(strict.read(SOURCE + "{kinesis: {stream: 1}}").get(0).problems()).hasSize(1);
  }

  @Test
  void documentsAreReadOneByOneAndForeignOnesPass() {
    List<Manifest> manifests =
        reader.read(
            "---\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: salt}\n---\n"
                + SOURCE
                + "{kinesis: {stream: s}}\n---\n# nothing\n");
    assertThat(manifests).extracting(Manifest::kind).containsExactly("Secret", "DataSource");
    assertThat(manifests).allMatch(manifest -> manifest.problems().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: DataSource | apiVersion: must be lakehouse.dev/v1alpha1",
        "apiVersion: lakehouse.dev/v1alpha1, kind: Datasource, metadata: {name: s} | kind: must be"
            + " one of DataSource, Lakehouse,",
        "apiVersion: lakehouse.dev/v1alpha1, kind: DataSource, metadata: {name: S}, spec: {} |"
            + " metadata.name: 'S' must hold",
        "apiVersion: lakehouse.dev/v1alpha1, kind: DataSource, metadata: {}, spec: {} |"
            + " metadata.name: is required",
        "apiVersion: lakehouse.dev/v1alpha1, kind: DataSource, metadata: {name: s, label: {}},"
            + " spec: {} | metadata.label: unknown field",
        "apiVersion: lakehouse.dev/v1alpha1, kind: DataSource, metadata: {name: s, labels: {a: 1}},"
            + " spec: {} | metadata.labels.a: must be text",
        "apiVersion: lakehouse.dev/v1alpha1, kind: DataSource, metadata: {name: s} | spec: is"
            + " required",
        "apiVersion: lakehouse.dev/v1alpha1, kind: DataSource, metadata: {name: s}, specs: {} |"
            + " specs: unknown field",
        "kind: A, kind: B | is not YAML at line 1",
        "a: [ | is not YAML at line 1",
      })
  void whatIsNoObjectIsRefused(String text, String problem) {
    assertThat(problems("{" + text + "}")).anyMatch(found -> found.startsWith(problem.strip()));
  }
}
