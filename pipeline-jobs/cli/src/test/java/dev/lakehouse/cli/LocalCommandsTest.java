package dev.lakehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.plan.LocalJob;
import dev.lakehouse.plan.TableName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What run, test, show and profile decide before Spark is started. */
class LocalCommandsTest {
  private static final String SPECS =
      """
      apiVersion: lakehouse.dev/v1alpha1
      kind: Lakehouse
      metadata: {name: default}
      spec:
        storage: {root: "s3a://lake/", region: eu-west-1}
        workloads: {image: jobs, consumerImage: consumer}
        connections: [{name: w, redshift: {workgroup: w, database: d, iamRoleArn: "arn:x"}}]
      ---
      apiVersion: lakehouse.dev/v1alpha1
      kind: DataSource
      metadata: {name: orders}
      spec:
        kinesis: {stream: orders}
        schema: {columns: [{name: id, type: bigint}]}
      ---
      apiVersion: lakehouse.dev/v1alpha1
      kind: MedallionPipeline
      metadata: {name: a-second}
      spec:
        gold: [{name: g, keys: [id], sql: "SELECT id FROM silver.orders", publish: [{to: w, table: m.g}]}]
      ---
      apiVersion: lakehouse.dev/v1alpha1
      kind: MedallionPipeline
      metadata: {name: first}
      spec:
        silver:
          - name: orders
            from: bronze.orders
            keys: [id]
            columns: [{name: id, mask: {hash: {saltSecret: pii}}}]
      """;

  @TempDir private Path folder;

  private LocalPlans plans() throws IOException {
    Files.writeString(folder.resolve("specs.yaml"), SPECS);
    ObjectFiles files = new ObjectFiles("default");
    files.add(folder);
    Checked checked = Checked.of(files);
    assertThat(checked.findings()).isEmpty();
    return LocalPlans.of(checked.compiled());
  }

  @Test
  void plansComeAfterThoseTheyReadAndPublishNothing() throws IOException {
    List<String> json = plans().json();
    assertThat(json).hasSize(2);
    assertThat(json.get(0)).contains("\"first\"");
    assertThat(json.get(1)).contains("\"a-second\"").doesNotContain("m.g");
    assertThat(plans().read()).containsExactly(TableName.of("bronze.orders"));
    assertThat(plans().declared().get(0).columns()).hasSize(1);
  }

  @Test
  void rowsAreFoundByTheTablesName() throws IOException {
    LocalPlans plans = plans();
    Path data = Files.createDirectory(folder.resolve("data"));
    assertThatThrownBy(() -> new DataFolder(data).source(TableName.of("bronze.orders"), plans))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("put orders.csv, .json or .parquet");
    Files.createDirectory(data.resolve("orders"));
    Files.writeString(data.resolve("orders/1.jsonl"), "{}");
    LocalJob.Source source = new DataFolder(data).source(TableName.of("bronze.orders"), plans);
    assertThat(source.format()).isEqualTo("json");
    assertThat(source.columns()).isEqualTo(plans.columns(TableName.of("bronze.orders")));
  }

  @Test
  void testsAreNoSpecsAndAreReadFromTheirFolders() throws IOException {
    Path tests = Files.createDirectory(folder.resolve("tests"));
    Files.writeString(tests.resolve("given.csv"), "id\n1\n");
    Files.writeString(
        tests.resolve("a.yaml"),
        """
        name: newest wins
        given: {bronze.orders: given.csv}
        expect: {silver.orders: [{id: 1}]}
        ---
        expect: {gold.g: []}
        """);
    plans();
    List<LocalJob.TestCase> found = TestFiles.read(List.of(folder));
    assertThat(found).extracting(LocalJob.TestCase::name).containsExactly("newest wins", "test 2");
    assertThat(found.get(0).given().get("bronze.orders").csv()).endsWith("given.csv");
    Files.writeString(tests.resolve("b.yaml"), "given: {}\nwhen: now\n");
    assertThatThrownBy(() -> TestFiles.read(List.of(folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it has no field [when]");
  }

  @Test
  void missingSaltsAreNamed() throws IOException {
    StringWriter told = new StringWriter();
    assertThat(LocalJobs.saltsAreSet(plans(), name -> null, new PrintWriter(told))).isFalse();
    assertThat(told.toString()).contains("export LAKEHOUSE_SALT_PII=anything");
    assertThat(LocalJobs.saltsAreSet(plans(), name -> "x", new PrintWriter(told))).isTrue();
  }

  @Test
  void mistakesAreToldBeforeSparkIsStarted() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "kind: Lakehouse");
    assertThat(Cli.run("run", "-f", bad.toString()).exitCode()).isEqualTo(2);
    assertThat(Cli.run("test", "-f", bad.toString()).exitCode()).isEqualTo(2);
    Cli show = Cli.run("show", "orders");
    assertThat(show.exitCode()).isEqualTo(1);
    assertThat(show.err()).contains("'orders' is not a table; write layer.name");
    Cli profile = Cli.run("profile", "bronze.orders");
    assertThat(profile.err()).contains("use ./lakehouse, which sets it");
  }
}
