package dev.lakehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.manifest.ManifestReader;
import dev.lakehouse.api.manifest.Problem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schemas' rules, one line each. */
class CelRulesTest {
  private final ManifestReader reader = new ManifestReader(new CelRules());

  private List<String> problems(String kind, String spec) {
    return reader
        .read(
            "apiVersion: lakehouse.dev/v1alpha1\nkind: %s\nmetadata: {name: x}\nspec: %s"
                .formatted(kind, spec))
        .get(0)
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DataSource | {schedule: {cron: '* * * * *'}} | spec: must have exactly one of kinesis,"
            + " jdbc, files and http",
        "DataSource | {kinesis: {stream: s}, files: {path: 's3a://x', format: csv}} | spec: must"
            + " have exactly one of kinesis, jdbc, files and http",
        "DataSource | {files: {path: 's3a://x', format: csv}} | spec: needs a schedule",
        "DataSource | {kinesis: {stream: s}, schedule: {cron: '* * * * *'}} | spec: must not have a"
            + " schedule",
        "DataSource | {kinesis: {stream: 'a b'}} | spec.kinesis.stream: is not a stream name",
        "DataSource | {kinesis: {stream: s, commitInterval: 5}} | spec.kinesis.commitInterval: must"
            + " be text",
        "DataSource | {kinesis: {stream: s, commitInterval: 5w}} | spec.kinesis.commitInterval: is"
            + " not a duration",
        "DataSource | {files: {path: '/x', format: csv}, schedule: {cron: '* * * * *'}} |"
            + " spec.files.path: must be a folder with its file system",
        "DataSource | {jdbc: {connection: c, table: 'a;b'}, schedule: {cron: '* * * * *'}} |"
            + " spec.jdbc.table: is not a table",
        "DataSource | {kinesis: {stream: s}, schema: {columns: [{name: A, type: int}]}} |"
            + " spec.schema.columns[0].name: must start with a lower-case letter",
        "DataSource | {kinesis: {stream: s}, schema: {columns: [{name: a, type: int}, {name: a,"
            + " type: int}]}} | spec.schema.columns: two columns have the same name",
        "MedallionPipeline | {} | spec: has no table",
        "MedallionPipeline | {gold: [{name: g, sql: x}], trigger: {manual: {}, onNewData: {}}} |"
            + " spec.trigger: must have exactly one of",
        "MedallionPipeline | {silver: [{name: s, from: bronze.x}]} | spec.silver[0]: needs keys",
        "MedallionPipeline | {gold: [{name: g, sql: x, publish: [{to: w, table: a.b}]}]} |"
            + " spec.gold[0]: needs keys to be published",
        "MedallionPipeline | {gold: [{name: g, sql: x, refresh: Incremental}]} | spec.gold[0]:"
            + " needs keys for refresh Incremental",
        "MedallionPipeline | {gold: [{name: g, sql: x, keys: [k], publish: [{to: w, table: b}]}]} |"
            + " spec.gold[0].publish[0].table: is not a table",
        "MedallionPipeline | {gold: [{name: g, sql: x, expectations: [{name: e}]}]} |"
            + " spec.gold[0].expectations[0]: must have exactly one of",
        "MedallionPipeline | {gold: [{name: g, sql: x, expectations: [{name: e, unique: [a],"
            + " action: Drop}]}]} | spec.gold[0].expectations[0]: action Drop and Quarantine go"
            + " with expr, notNull",
        "SegmentModel | {from: gold.a, key: k, features: [{name: f}], algorithm: {kMeans:"
            + " {segments: {min: 9, max: 3}}}, output: {table: gold.s}} |"
            + " spec.algorithm.kMeans.segments: min must not be above max",
        "SegmentModel | {from: gold.a, key: k, features: [{name: f}], algorithm: {kMeans: {}},"
            + " output: {table: silver.s}} | spec.output.table: must be a gold table",
        "LakehouseRun | {} | spec: must have exactly one of pipelineRef, segmentModelRef and"
            + " dataSourceRef",
        "LakehouseRun | {segmentModelRef: {name: a}, rollbackTo: {run: b}} | spec: rollbackTo goes"
            + " with pipelineRef",
        "LakehouseRun | {pipelineRef: {name: a}, fullRefresh: [gold.a], rollbackTo: {run: b}} |"
            + " spec: rollbackTo goes with pipelineRef",
        "LakehouseRun | {pipelineRef: {name: a}, rollbackTo: {run: b, tables: [{table: gold.a,"
            + " version: 1}]}} | spec.rollbackTo: must have exactly one of run and tables",
        "Lakehouse | {storage: {root: '/x'}, workloads: {image: i}} | spec.storage.root: must be a"
            + " folder on S3",
        "Lakehouse | {storage: {root: 's3a://x'}, workloads: {image: i, driver: {memory: 1Gi}}} |"
            + " spec.workloads.driver.memory: is not a memory size",
        "Lakehouse | {storage: {root: 's3a://x'}, workloads: {image: i}, connections: [{name: a}]}"
            + " | spec.connections[0]: must have exactly one of jdbc, redshift and http",
        "Lakehouse | {storage: {root: 's3a://x'}, workloads: {image: i}, connections: [{name: a,"
            + " jdbc: {url: 'jdbc:postgresql://h/d?password=x'}}]} | spec.connections[0].jdbc.url:"
            + " must not hold a password",
        "Lakehouse | {storage: {root: 's3a://x'}, workloads: {image: i}, connections: [{name: a,"
            + " redshift: {database: d, iamRoleArn: r}}]} | spec.connections[0].redshift: must have"
            + " either workgroup",
      })
  void aRuleIsTold(String kind, String spec, String problem) {
    assertThat(problems(kind.strip(), spec.strip()))
        .singleElement()
        .asString()
        .startsWith(problem.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DataSource | {kinesis: {stream: s}}",
        "MedallionPipeline | {silver: [{name: s, from: bronze.x, history: None}]}",
        "MedallionPipeline | {silver: [{name: s, from: bronze.x, keys: [a], sequenceBy: b, history:"
            + " Type2, deleteWhen: 'c = 1', ignoreNulls: true}]}",
        "LakehouseRun | {pipelineRef: {name: p}}",
        "LakehouseRun | {pipelineRef: {name: p}, rollbackTo: {run: b}}",
        "MedallionPipeline | {gold: [{name: g, sql: x, keys: [k], refresh: Incremental}]}",
        "Lakehouse | {storage: {root: 's3a://x'}, workloads: {image: i}}",
      })
  void whatKeepsTheRulesPasses(String kind, String spec) {
    assertThat(problems(kind.strip(), spec.strip())).isEmpty();
  }
}
