package dev.lakehouse.compiler.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.compiler.Compilation;
import dev.lakehouse.compiler.PlanCompiler;
import dev.lakehouse.compiler.Workspace;
import dev.lakehouse.plan.RunPlan;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanDiffTest {
  private static final String BEFORE =
      """
      silver:
        - name: orders
          from: bronze.orders
          columns: [{name: id}, {name: amount, cast: "decimal(12,2)"}, {name: mail, mask: {hash: {saltSecret: salt}}}]
          keys: [id]
          sequenceBy: amount
          expectations: [{name: positive, expr: "amount > 0", action: Warn}]
      gold:
        - {name: totals, sql: "SELECT id, sum(amount) AS s FROM silver.orders GROUP BY id", keys: [id], publish: [{to: dwh, table: marts.totals}]}
        - {name: top, sql: "SELECT * FROM gold.totals WHERE s > 10"}
      """;

  private static RunPlan plan(String spec) {
    MedallionPipeline pipeline =
        Serialization.unmarshal(
            "metadata: {name: p, namespace: crm}\nspec:\n" + spec.indent(2),
            MedallionPipeline.class);
    Lakehouse lakehouse =
        Serialization.unmarshal(
            """
            metadata: {name: default, namespace: crm}
            spec:
              storage: {root: "s3a://lake"}
              workloads: {image: jobs, consumerImage: consumer}
              connections: [{name: dwh, jdbc: {url: "jdbc:postgresql://w/marts"}}]
            """,
            Lakehouse.class);
    DataSource source =
        Serialization.unmarshal(
            "metadata: {name: orders, namespace: crm}\nspec: {kinesis: {stream: orders}}",
            DataSource.class);
    Compilation compiled =
        PlanCompiler.compile(
            pipeline,
            new Workspace(List.of(lakehouse), List.of(source), List.of(pipeline), List.of()));
    assertThat(compiled).isInstanceOf(Compilation.Compiled.class);
    return ((Compilation.Compiled) compiled).plan();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "keys: [id] -> keys: [id, mail] | BREAKING | keys: [id] -> [id,mail]",
        "keys: [id] -> history: None | BREAKING | history: TYPE1 -> NONE",
        "decimal(12,2) -> decimal(18,2) | BREAKING | column amount: type: decimal(12,2) -> decimal(18,2)",
        ", {name: mail, mask: {hash: {saltSecret: salt}}} ->  | BREAKING | column mail dropped",
        ", mask: {hash: {saltSecret: salt}} ->  | BREAKING | column mail is no longer masked",
        "{name: id} -> {name: id, expr: 'id + 1'} | REBUILDS | column id is computed otherwise",
        "{name: id} -> {name: id}, {name: more} | REBUILDS | column more added",
        "sequenceBy: amount -> where: amount > 1 | REBUILDS | sequenceBy: amount -> none",
        "amount > 0 -> amount > 1 | KEEPS_ROWS | expectations changed",
        "sequenceBy: amount -> clusterBy: [id] | REBUILDS | clusterBy: [] -> [id]",
        "expectations: [{name: positive, expr: \"amount > 0\", action: Warn}] -> layout: {description: x} | KEEPS_ROWS | description: none -> x",
        "expectations: [{name: positive, expr: \"amount > 0\", action: Warn}] -> layout: {evolution: Fail} | KEEPS_ROWS | evolution: none -> Fail",
        "expectations: [{name: positive, expr: \"amount > 0\", action: Warn}] -> layout: {partitionBy: [id]} | REBUILDS | partitionBy: none -> [id]",
      })
  void aSilverTableChanges(String edit, Impact impact, String reason) {
    String[] parts = edit.split(" ->", 2);
    String after = BEFORE.replaceFirst(Pattern.quote(parts[0]), parts[1].strip());
    assertThat(after).isNotEqualTo(BEFORE);

    StepChange change = PlanDiff.between(plan(BEFORE), plan(after)).changes().get(0);

    assertThat(change.step()).isEqualTo("silver.orders");
    assertThat(change.impact()).isEqualTo(impact);
    assertThat(change.reasons()).anySatisfy(why -> assertThat(why).startsWith(reason));
    assertThat(change.downstream()).containsExactly("gold.top", "gold.totals", "gold.totals@dwh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{from: silver.x} | {from: silver.x}, {from: silver.y} | KEEPS_ROWS | input silver.y added",
        "{from: silver.x}, {from: silver.y} | {from: silver.x} | KEEPS_ROWS | input silver.y removed, its rows stay",
        "{from: silver.x} | {from: silver.x, where: id > 1} | REBUILDS | input silver.x is brought otherwise",
      })
  void furtherInputsComeAndGo(String before, String after, Impact impact, String reason) {
    String tables =
        "silver: [{name: x, from: bronze.orders, keys: [id]}, {name: y, from: bronze.orders, keys: [id]},"
            + " {name: z, from: bronze.orders, keys: [id], alsoFrom: [%s]}]";
    StepChange change =
        PlanDiff.between(plan(tables.formatted(before)), plan(tables.formatted(after)))
            .changes()
            .get(0);
    assertThat(change.step()).isEqualTo("silver.z");
    assertThat(change.impact()).isEqualTo(impact);
    assertThat(change.reasons()).containsExactly(reason);
  }

  @Test
  void rulesOfAGoldTableAreAskedOfAllItsRows() {
    String before = "gold: [{name: g, sql: SELECT id FROM bronze.orders}]";
    String after =
        before.replace("}]", ", expectations: [{name: r, expr: id > 0, action: Drop}]}]");
    assertThat(PlanDiff.between(plan(before), plan(after)).changes().get(0).impact())
        .isEqualTo(Impact.REBUILDS);
    String clustered = before.replace("}]", ", clusterBy: [id]}]");
    assertThat(PlanDiff.between(plan(before), plan(clustered)).changes().get(0).impact())
        .isEqualTo(Impact.KEEPS_ROWS);
  }

  @Test
  void aHistoryThatNobodyCouldMakeAnewIsKept() {
    String before =
        "silver: [{name: a, from: bronze.orders, input: ChangeFeed, history: Type2, keys: [id]}]";
    String after = before.replace("keys", "where: id > 0, keys");
    StepChange change = PlanDiff.between(plan(before), plan(after)).changes().get(0);
    assertThat(change.impact()).isEqualTo(Impact.NEW_VERSIONS);
    String newest = before.replace("Type2", "Type1");
    assertThat(PlanDiff.between(plan(before), plan(newest)).changes().get(0).impact())
        .isEqualTo(Impact.BREAKING);
  }

  @Test
  void whatDoesNotStandInThePlanIsNoChange() {
    String other = BEFORE + "trigger: {manual: {}}\nsuspend: true\nhistoryLimit: 3\n";
    assertThat(PlanDiff.between(plan(BEFORE), plan(other)).isEmpty()).isTrue();
  }

  @Test
  void tablesComeAndGo() {
    String after =
        BEFORE
            .replace("name: top,", "name: best,")
            .replace(", publish: [{to: dwh, table: marts.totals}]", "");
    PlanDiff diff = PlanDiff.between(plan(BEFORE), plan(after));
    assertThat(diff.changes())
        .extracting(StepChange::step, StepChange::kind)
        .containsExactly(
            Tuple.tuple("gold.best", StepChange.Kind.ADDED),
            Tuple.tuple("gold.totals@dwh", StepChange.Kind.REMOVED),
            Tuple.tuple("gold.top", StepChange.Kind.REMOVED));
    assertThat(diff.breaking()).isEmpty();
    assertThat(PlanDiff.text(diff.changes(), 1, Map.of())).isEqualTo("gold.best added, and 2 more");
  }

  @Test
  void aQueryThatChangesIsAnsweredAnew() {
    String after = BEFORE.replace("s > 10", "s > 20");
    assertThat(
            PlanDiff.text(
                PlanDiff.between(plan(BEFORE), plan(after)).changes(),
                9,
                Map.of("gold.top", 3L << 20)))
        .startsWith("gold.top is made anew from all of its input, 3.0 MiB to rewrite (sql:")
        .contains("s > 20");
  }
}
