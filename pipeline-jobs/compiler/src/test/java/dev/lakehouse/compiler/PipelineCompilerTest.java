package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Specs.created;
import static dev.lakehouse.compiler.Specs.gold;
import static dev.lakehouse.compiler.Specs.messages;
import static dev.lakehouse.compiler.Specs.pipeline;
import static dev.lakehouse.compiler.Specs.plan;
import static dev.lakehouse.compiler.Specs.source;
import static dev.lakehouse.compiler.Specs.violations;
import static dev.lakehouse.compiler.Specs.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.GoldRefresh;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.SchemaEvolution;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverFlow;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.Unnesting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineCompilerTest {
  private static final String CUSTOMER_360 =
      """
      silver:
        - name: orders
          from: bronze.orders
          columns:
            - {name: order_id}
            - {name: customer_id, mask: {hash: {saltSecret: pii-salt}}}
            - {name: amount, cast: "decimal(12,2)"}
            - {name: ordered_at, expr: "to_utc_timestamp(ordered_at, 'Europe/Vienna')"}
          where: amount IS NOT NULL
          keys: [order_id]
          sequenceBy: ordered_at
          clusterBy: [customer_id]
          expectations:
            - {name: positive_amount, expr: amount > 0, action: Quarantine}
            - {name: known_customer, references: {table: silver.customers, columns: [customer_id]}}
        - {name: customers, from: bronze.customers, keys: [customer_id]}
      gold:
        - name: features
          keys: [customer_id]
          sql: |
            SELECT customer_id, sum(amount) AS monetary
            FROM silver.orders JOIN silver.customers USING (customer_id) GROUP BY customer_id
          expectations: [{name: has_rows, rowCount: {min: 1}, action: Fail}]
          publish: [{to: warehouse, table: marts.features}, {to: crm, table: marts.features}]
      """;

  private static Compilation compile(String spec) {
    MedallionPipeline pipeline = pipeline("customer-360", spec);
    return PlanCompiler.compile(
        pipeline, workspace(pipeline, source("orders"), source("customers")));
  }

  @Test
  void stepsStandInTheOrderOfTheGraphEachPublishBehindItsTable() {
    RunPlan plan = plan(compile(CUSTOMER_360));
    assertThat(plan.steps())
        .extracting(step -> step.id() + " <- " + step.dependsOn())
        .containsExactly(
            "silver.customers <- []",
            "silver.orders <- [silver.customers]",
            "gold.features <- [silver.customers, silver.orders]",
            "gold.features@crm <- [gold.features]",
            "gold.features@warehouse <- [gold.features]");
  }

  @Test
  void aSilverStepSaysAllThatTheSpecSays() {
    assertThat(plan(compile(CUSTOMER_360)).steps().get(1))
        .isEqualTo(
            new Step.Silver(
                "silver.orders",
                List.of("silver.customers"),
                TableName.of("bronze.orders"),
                TableName.of("silver.orders"),
                List.of(
                    new Step.SilverColumn("order_id", null, null, null),
                    new Step.SilverColumn(
                        "customer_id", null, null, new ColumnMask.Hash("LAKEHOUSE_SALT_PII_SALT")),
                    new Step.SilverColumn("amount", null, "decimal(12,2)", null),
                    new Step.SilverColumn(
                        "ordered_at", "to_utc_timestamp(ordered_at, 'Europe/Vienna')", null, null)),
                "amount IS NOT NULL",
                List.of("order_id"),
                "ordered_at",
                Step.History.TYPE1,
                null,
                List.of("customer_id"),
                List.of(
                    new Expectation.Row(
                        "positive_amount", Expectation.Action.QUARANTINE, "amount > 0"),
                    new Expectation.References(
                        "known_customer",
                        Expectation.Action.WARN,
                        List.of("customer_id"),
                        TableName.of("silver.customers"),
                        List.of("customer_id"))),
                null,
                null,
                null,
                null));
  }

  private static Compilation input(String fields) {
    return PlanCompiler.compile(
        Specs.pipeline(
            "p", "silver: [{name: s, from: bronze.orders, keys: [id], %s}]\n".formatted(fields)),
        new Workspace(
            List.of(Specs.lakehouse()), List.of(Specs.source("orders")), List.of(), List.of()));
  }

  @Test
  void whatTheRowsOfAnInputAreStandsInThePlanUnlessTheyAreAppended() {
    assertThat(((Step.Silver) plan(input("input: Appended")).steps().get(0)).changes()).isNull();
    assertThat(((Step.Silver) plan(input("input: ChangeFeed")).steps().get(0)).changes())
        .isEqualTo(new SilverChanges(null, false, SilverChanges.Input.CHANGE_FEED));
    assertThat(
            ((Step.Silver)
                    plan(input("input: Snapshot, sequenceBy: at, history: Type2")).steps().get(0))
                .changes())
        .isEqualTo(new SilverChanges(null, false, SilverChanges.Input.SNAPSHOT));
  }

  @Test
  void nestedColumnsAreUnnestedWhereItIsSaid() {
    assertThat(((Step.Silver) plan(input("flatten: []")).steps().get(0)).unnesting()).isNull();
    assertThat(
            ((Step.Silver) plan(input("explode: items, flatten: [items, a]")).steps().get(0))
                .unnesting())
        .isEqualTo(new Unnesting("items", List.of("items", "a")));
    assertThat(violations(input("flatten: [a, a]")))
        .singleElement()
        .asString()
        .contains("spec.silver[0].flatten[1]", "'a' is there twice");
  }

  @Test
  void inputsThatTellWhatIsGoneGoWithNothingElseThatDoes() {
    assertThat(violations(input("input: Snapshot")))
        .singleElement()
        .asString()
        .contains("spec.silver[0].sequenceBy", "the column that all rows of a snapshot share");
    assertThat(violations(input("input: Snapshot, sequenceBy: at, ignoreNulls: true")))
        .singleElement()
        .asString()
        .contains("tell by themselves which keys are gone");
    assertThat(violations(input("input: ChangeFeed, history: Type2, sequenceBy: at")))
        .singleElement()
        .asString()
        .contains("one row of each key");
    assertThat(messages(input("input: ChangeFeed, history: Type2"))).isEmpty();
  }

  @Test
  void aPlanHoldsTheConnectionsItUsesAndNamesWhereSecretsAre() {
    RunPlan plan = plan(compile(CUSTOMER_360));
    assertThat(plan.connections())
        .containsExactly(
            new PlanConnection.Jdbc(
                "crm",
                "jdbc:postgresql://crm/crm",
                "LAKEHOUSE_CONNECTION_CRM_USERNAME",
                "LAKEHOUSE_CONNECTION_CRM_PASSWORD"),
            new PlanConnection.Redshift(
                "warehouse", "crm", null, "marts", "arn:copy", null, "s3a://lake/crm/_staging"));
    assertThat(plan.lake())
        .isEqualTo(
            new RunPlan.Lake(
                "s3a://lake/crm/",
                "eu-west-1",
                "alias/lake",
                new RunPlan.Endpoints("http://s3:9000", null, null)));
    assertThat(plan.owner())
        .isEqualTo(new RunPlan.PlanOwner("MedallionPipeline", "crm", "customer-360"));
  }

  @Test
  void aRefreshByChangedKeysNeedsKeysAndSaysWhatIsAgainstIt() {
    assertThat(messages(compile("gold: [{name: x, sql: SELECT 1, refresh: Incremental}]")))
        .containsExactly(
            "spec.gold[0].keys: refresh Incremental needs keys; they say which rows a change"
                + " concerns");
    RunPlan plan =
        plan(
            compile(
"""
gold:
  - {name: a, keys: [id], refresh: Incremental, sql: SELECT id FROM bronze.orders}
  - {name: b, keys: [id], refresh: Incremental, sql: SELECT id FROM bronze.orders LIMIT 3}
  - {name: c, keys: [id], refresh: Full, sql: SELECT id FROM bronze.orders}
"""));
    assertThat(plan.steps())
        .extracting(step -> ((Step.Gold) step).refresh())
        .containsExactly(
            GoldRefresh.incremental(null),
            GoldRefresh.incremental(
                "which rows LIMIT leaves depends on all of them (line 1, column 36)"),
            null);
  }

  @Test
  void errorsSayWhereWhatAndWhatToDo() {
    Compilation refused =
        compile(
            """
            trigger: {schedule: {cron: "61 * * * *", timeZone: Europe/Viena}}
            silver:
              - name: orders
                from: bronze.ordrs
                columns:
                  - {name: id}
                  - {name: amount, cast: decimall}
                  - {name: at, expr: "date_trunc('day' at)"}
                keys: [idd]
                sequenceBy: updated
            gold:
              - {name: sums, sql: "SELECT * FROM silver.order JOIN orders"}
            retry: {backoff: soon}
            """);
    assertThat(violations(refused))
        .extracting(violation -> violation.reason().label())
        .containsExactly(
            "InvalidSchedule",
            "InvalidSchedule",
            "SqlSyntax",
            "SqlSyntax",
            "InvalidColumn",
            "InvalidColumn",
            "InvalidDuration",
            "TableNotFound",
            "TableNotFound",
            "TableNotFound");
    assertThat(String.join("\n", messages(refused)))
        .contains(
            "spec.trigger.schedule.cron: '61 * * * *' is not a cron expression (",
            "spec.trigger.schedule.timeZone: there is no time zone 'Europe/Viena' (did you mean"
                + " Europe/Vienna?); write",
            "spec.silver[0].columns[1].cast: line 1, column 1: 'decimall' is not a type of Spark"
                + " SQL",
            "spec.silver[0].columns[2].expr: syntax error at line 1, column 18: unexpected 'at'",
            "spec.silver[0].keys[0]: the table has no column idd (did you mean id?); it has amount,"
                + " at, id",
            "spec.silver[0].sequenceBy: the table has no column updated;",
            "spec.retry.backoff: 'soon' is not a duration",
            "spec.silver[0].from: there is no table bronze.ordrs (did you mean bronze.orders?) in"
                + " Lakehouse 'default'; correct the name, or declare the table",
            "spec.gold[0].sql: line 1, column 15: there is no table silver.order (did you mean"
                + " silver.orders?) in Lakehouse 'default'",
            "spec.gold[0].sql: line 1, column 33: there is no table orders (did you mean"
                + " bronze.orders?) in Lakehouse 'default'; write bronze.NAME, silver.NAME or"
                + " gold.NAME");
  }

  @Test
  void historyAndDeletionsStandInTheStep() {
    Compilation compiled =
        compile(
            "silver: [{name: s, from: bronze.orders, keys: [id], sequenceBy: at, history: Type2,"
                + " deleteWhen: \"op = 'D'\"}, {name: plain, from: bronze.orders, keys: [id]}]");
    List<Step> steps = plan(compiled).steps();
    Step.Silver plain = (Step.Silver) steps.get(0);
    Step.Silver versions = (Step.Silver) steps.get(1);
    assertThat(plain.changes()).isNull();
    assertThat(versions.history()).isEqualTo(Step.History.TYPE2);
    assertThat(versions.changes()).isEqualTo(new SilverChanges("op = 'D'", false));
  }

  @Test
  void historyNeedsAnOrderAndNamesOfItsOwn() {
    assertThat(
            messages(
                compile(
"""
silver:
  - {name: a, from: bronze.orders, keys: [id], history: Type2, deleteWhen: "op ="}
  - {name: b, from: bronze.orders, history: None, sequenceBy: at, ignoreNulls: true}
  - name: c_lh_changes
    from: bronze.orders
    columns: [{name: id}, {name: at}, {name: valid_to}]
    keys: [id]
    sequenceBy: at
    history: Type2
    clusterBy: [valid_from]
  - {name: d, from: bronze.orders, history: First, keys: [id], sequenceBy: at, ignoreNulls: true}
""")))
        .satisfiesExactly(
            message -> assertThat(message).startsWith("spec.silver[0].deleteWhen: syntax error"),
            message ->
                assertThat(message)
                    .contains("spec.silver[0].sequenceBy: history Type2, deleteWhen and"),
            message -> assertThat(message).contains("spec.silver[1].history: deleteWhen and"),
            message -> assertThat(message).contains("names that end in _lh_changes"),
            message ->
                assertThat(message)
                    .contains("spec.silver[2].columns: history Type2 adds a column valid_to"),
            message -> assertThat(message).contains("spec.silver[3].history: deleteWhen and"),
            message ->
                assertThat(message).contains("spec.silver[3].sequenceBy: history First keeps"));
  }

  @Test
  void aLayoutStandsInTheStepAndItsConstraintsAreExpectations() {
    Step.Silver step =
        (Step.Silver)
            plan(compile(
"""
silver:
  - name: s
    from: bronze.orders
    history: None
    columns: [{name: id}, {name: amount}]
    layout:
      partitionBy: [amount]
      description: Orders.
      comments: {id: Number.}
      notNull: [id]
      constraints: [{name: positive, check: amount > 0}]
      evolution: AddColumns
"""))
                .steps()
                .get(0);
    assertThat(step.layout())
        .isEqualTo(
            new TableLayout(
                List.of("amount"),
                "Orders.",
                Map.of("id", "Number."),
                null,
                Map.of("positive", "amount > 0", "not_null_id", "`id` IS NOT NULL"),
                SchemaEvolution.ADD_COLUMNS));
    assertThat(step.expectations())
        .extracting(Expectation::name, Expectation::action)
        .containsExactly(
            tuple("constraint(not_null_id)", Expectation.Action.FAIL),
            tuple("constraint(positive)", Expectation.Action.FAIL));
  }

  @Test
  void allInputsOfASilverTableAreInTheGraph() {
    Step.Silver step =
        (Step.Silver)
            plan(compile(
"""
silver:
  - {name: a, from: bronze.orders, history: None}
  - name: b
    from: bronze.orders
    alsoFrom: [{from: silver.a, columns: {id: id + 1}, where: id > 0}]
    keys: [id]
"""))
                .steps()
                .get(1);
    assertThat(step.dependsOn()).containsExactly("silver.a");
    assertThat(step.inputs())
        .extracting(TableName::toString)
        .containsExactly("bronze.orders", "silver.a");
    assertThat(step.alsoFrom())
        .containsExactly(
            new SilverFlow(TableName.of("silver.a"), Map.of("id", "id + 1"), "id > 0"));
    assertThat(
            messages(
                compile(
"""
silver:
  - name: a
    from: bronze.orders
    alsoFrom: [{from: bronze.orders}, {from: bronze.ordrs, where: "id >", columns: {id: "1 +"}}]
    input: ChangeFeed
    keys: [id]
""")))
        .anyMatch(text -> text.contains("alsoFrom[0].from: 'bronze.orders' is an input already"))
        .anyMatch(text -> text.contains("alsoFrom[1].from: there is no table bronze.ordrs"))
        .anyMatch(text -> text.contains("alsoFrom[1].where: syntax error"))
        .anyMatch(text -> text.contains("alsoFrom[1].columns.id: syntax error"))
        .anyMatch(text -> text.contains("alsoFrom: input Snapshot and ChangeFeed tell"));
  }

  @Test
  void whatOfALayoutCannotBeIsSaid() {
    assertThat(
            messages(
                compile(
"""
silver:
  - name: a
    from: bronze.orders
    keys: [id]
    sequenceBy: at
    ignoreNulls: true
    columns: [{name: id}, {name: at}]
    clusterBy: [id]
    layout:
      partitionBy: [id, at]
      notNull: [idd]
      comments: {other: x}
      properties: {delta.constraints.x: a > 0, "a b": x, delta.appendOnly: 'true'}
      constraints: [{name: not_null_idd, check: "id >"}]
""")))
        .anyMatch(text -> text.contains("layout.partitionBy: stands beside clusterBy"))
        .anyMatch(text -> text.contains("layout.partitionBy: names all columns"))
        .anyMatch(text -> text.contains("layout.notNull[0]: the table has no column idd"))
        .anyMatch(text -> text.contains("layout.comments[0]: the table has no column other"))
        .anyMatch(text -> text.contains("'delta.constraints.x' can't be set here"))
        .anyMatch(text -> text.contains("'delta.appendOnly' can't be set here"))
        .anyMatch(text -> text.contains("'a b' can't be a property's name"))
        .anyMatch(text -> text.contains("constraints[0].check: syntax error"))
        .anyMatch(text -> text.contains("'not_null_idd' is there twice"))
        .anyMatch(text -> text.contains("layout: notNull and constraints are asked of rows"));
  }

  @Test
  void filesStayLongerThanRunsMayTake() {
    String gold = "gold: [{name: x, sql: SELECT 1}]\n";
    assertThat(
            messages(
                compile(
                    gold
                        + "maintenance: {schedule: {cron: '0 3 * * *'}, vacuumAfter: 30h}\n"
                        + "timeouts: {run: 2d}")))
        .containsExactly(
            "spec.maintenance.vacuumAfter: '30h' is not longer than a run may take"
                + " (spec.timeouts.run, 2d), which could lose what it reads; make one longer or the"
                + " other shorter");
    assertThat(
            messages(
                compile(gold + "maintenance: {schedule: {cron: 'x 3 * * *'}, vacuumAfter: 60m}")))
        .satisfiesExactlyInAnyOrder(
            message -> assertThat(message).startsWith("spec.maintenance.schedule.cron: 'x 3"),
            message ->
                assertThat(message).startsWith("spec.maintenance.vacuumAfter: '60m' is too"));
  }

  @Test
  void aTableOfTheSameNameInAnotherLayerIsNear() {
    assertThat(messages(compile("gold: [{name: x, sql: SELECT 1 FROM silver.customers}]")))
        .containsExactly(
            "spec.gold[0].sql: line 1, column 15: there is no table silver.customers (did you mean"
                + " bronze.customers?) in Lakehouse 'default'; correct the name, or declare the"
                + " table");
  }

  @Test
  void aMissingLakehouseIsWaitedFor() {
    MedallionPipeline pipeline = gold("p", "x: SELECT 1");
    Compilation refused =
        PlanCompiler.compile(
            pipeline, new Workspace(List.of(), List.of(), List.of(pipeline), List.of()));
    assertThat(violations(refused))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.reason()).isEqualTo(SpecReason.LAKEHOUSE_NOT_FOUND);
              assertThat(violation.reason().dependsOnOthers()).isTrue();
              assertThat(violation.message()).contains("no Lakehouse 'default'");
            });
  }

  @Test
  void tablesOfAnotherLakehouseAreOutOfSight() {
    MedallionPipeline pipeline =
        pipeline(
            "p", "lakehouseRef: {name: other}\ngold: [{name: x, sql: SELECT 1 FROM bronze.a}]");
    assertThat(violations(PlanCompiler.compile(pipeline, workspace(source("a"), pipeline))))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.LAKEHOUSE_NOT_FOUND, SpecReason.TABLE_NOT_FOUND);
  }

  @Test
  void circlesWithinAndAcrossPipelinesAreShown() {
    MedallionPipeline one = gold("one", "a: SELECT 1 FROM gold.b", "c: SELECT 1 FROM gold.c");
    MedallionPipeline two = gold("two", "b: SELECT 1 FROM gold.a");
    assertThat(messages(PlanCompiler.compile(one, workspace(one, two))))
        .containsExactly(
            "spec.gold[0]: tables are made from each other in a circle: gold.a -> gold.b"
                + " (MedallionPipeline two) -> gold.a; make one of them from something else",
            "spec.gold[1]: tables are made from each other in a circle: gold.c -> gold.c; make one"
                + " of them from something else");
  }

  @Test
  void aPipelineThatReadsACircleOfOthersIsNotToBlame() {
    MedallionPipeline circle = gold("circle", "a: SELECT 1 FROM gold.a");
    MedallionPipeline reader = gold("reader", "x: SELECT 1 FROM gold.a");
    assertThat(violations(PlanCompiler.compile(reader, workspace(circle, reader)))).isEmpty();
  }

  @Test
  void ofTwoThatDeclareATableTheYoungerIsRefused() {
    MedallionPipeline old = created(gold("z", "x: SELECT 1"), "2026-01-01T00:00:00Z");
    MedallionPipeline young = created(gold("a", "x: SELECT 1"), "2026-01-02T00:00:00Z");
    Workspace workspace = workspace(old, young);
    assertThat(violations(PlanCompiler.compile(old, workspace))).isEmpty();
    assertThat(messages(PlanCompiler.compile(young, workspace)))
        .containsExactly(
            "spec.gold[0]: table gold.x already belongs to MedallionPipeline z of Lakehouse"
                + " 'default'; rename one");
  }

  @Test
  void ofTwoOfOneAgeTheSecondByNameIsRefused() {
    MedallionPipeline a = gold("a", "x: SELECT 1");
    MedallionPipeline b = gold("b", "x: SELECT 1");
    Workspace workspace = workspace(b, a);
    assertThat(violations(PlanCompiler.compile(a, workspace))).isEmpty();
    assertThat(violations(PlanCompiler.compile(b, workspace)))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.TABLE_CONFLICT);
  }

  @Test
  void theGivenObjectCountsNotItsOlderSelfInTheWorkspace() {
    MedallionPipeline before = gold("p", "old: SELECT 1");
    MedallionPipeline after = gold("p", "x: SELECT 1 FROM gold.old");
    assertThat(violations(PlanCompiler.compile(after, workspace(before))))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.TABLE_NOT_FOUND);
  }

  @Test
  void warehouseTablesHaveOneWriterToo() {
    String spec = "gold: [{name: %s, sql: SELECT 1, keys: [id], publish: [{to: %s, table: m.x}]}]";
    MedallionPipeline one = pipeline("one", spec.formatted("a", "crm"));
    MedallionPipeline two = pipeline("two", spec.formatted("b", "crm"));
    MedallionPipeline three = pipeline("three", spec.formatted("c", "crmm"));
    Workspace workspace = workspace(one, two, three);
    assertThat(messages(PlanCompiler.compile(two, workspace)))
        .containsExactly(
            "spec.gold[0].publish[0].table: MedallionPipeline one already publishes to m.x of crm;"
                + " choose another table");
    assertThat(messages(PlanCompiler.compile(three, workspace)))
        .singleElement()
        .asString()
        .contains("Lakehouse 'default' has no connection 'crmm' (did you mean crm?)");
  }

  @Test
  void expectationsAreChecked() {
    assertThat(
            messages(
                compile(
                    """
                    silver:
                      - name: o
                        from: bronze.orders
                        keys: [id]
                        columns: [{name: id}]
                        expectations:
                          - {name: a, expr: "id >"}
                          - {name: a, unique: [idx]}
                          - {name: b, rowCount: {min: 2, max: 1}}
                          - {name: c, unique: [id], action: Drop}
                          - {name: d, references: {table: silver.oo, columns: [id], keys: [x, y]}}
                          - {name: e}
                    """)))
        .extracting(message -> message.substring(0, message.indexOf(": ")))
        .containsExactly(
            "spec.silver[0].expectations[1]",
            "spec.silver[0].expectations[0].expr",
            "spec.silver[0].expectations[1].unique[0]",
            "spec.silver[0].expectations[2].rowCount",
            "spec.silver[0].expectations[3].action",
            "spec.silver[0].expectations[4].references.keys",
            "spec.silver[0].expectations[5]",
            "spec.silver[0].expectations[4].references.table");
  }

  @Test
  void aTableMayReferToItself() {
    RunPlan plan =
        plan(
            compile(
"""
silver:
  - name: parts
    from: bronze.orders
    keys: [id]
    expectations: [{name: p, references: {table: silver.parts, columns: [parent], keys: [id]}}]
"""));
    assertThat(plan.steps().get(0).dependsOn()).isEmpty();
  }

  @Test
  void namesThatLeaveNoRoomForChildrenAreRefused() {
    MedallionPipeline pipeline = gold("p".repeat(NameLimits.RUN_OWNER + 1), "x: SELECT 1");
    assertThat(violations(PlanCompiler.compile(pipeline, workspace(pipeline))))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.NAME_TOO_LONG);
  }

  @Test
  void tablesDeclaredTwiceReservedNamesAndMissingKeysAreRefused() {
    assertThat(
            messages(
                compile(
                    """
                    silver:
                      - {name: o, from: bronze.orders}
                      - {name: o, from: bronze.orders, history: None}
                      - {name: o_quarantine, from: bronze.orders, history: None}
                    gold: [{name: g, sql: SELECT 1, publish: [{to: crm, table: m.g}]}]
                    """)))
        .extracting(message -> message.substring(0, message.indexOf(": ")))
        .containsExactly(
            "spec.silver[0].keys", "spec.silver[2].name", "spec.gold[0].keys", "spec.silver[1]");
  }

  @Test
  void freshnessIsAPromiseOnlyWhereTheOperatorDecides() {
    assertThat(
            messages(
                compile(
                    """
                    trigger: {schedule: {cron: "0 * * * *"}}
                    gold: [{name: a, sql: "SELECT 1 AS x", freshness: 30m}]
                    """)))
        .singleElement()
        .asString()
        .startsWith("spec.gold[0].freshness: goes with trigger onNewData");
    assertThat(messages(compile("gold: [{name: a, sql: \"SELECT 1 AS x\", freshness: 30m}]")))
        .isEmpty();
  }

  @Test
  void saltsThatWouldShareAVariableAreRefused() {
    String column = "{name: %s, mask: {hash: {saltSecret: %s}}}";
    assertThat(
            messages(
                compile(
                    "silver: [{name: o, from: bronze.orders, history: None, columns: [%s, %s]}]"
                        .formatted(
                            column.formatted("a", "pii.x"), column.formatted("b", "pii-x")))))
        .singleElement()
        .asString()
        .contains("'pii-x' and 'pii.x' would share one environment variable");
  }
}
