package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Specs.gold;
import static dev.lakehouse.compiler.Specs.lakehouse;
import static dev.lakehouse.compiler.Specs.messages;
import static dev.lakehouse.compiler.Specs.model;
import static dev.lakehouse.compiler.Specs.plan;
import static dev.lakehouse.compiler.Specs.source;
import static dev.lakehouse.compiler.Specs.violations;
import static dev.lakehouse.compiler.Specs.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.LakehouseRunSpec;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import dev.lakehouse.plan.ConsumerSettings;
import dev.lakehouse.plan.Decoding;
import dev.lakehouse.plan.FileDiscovery;
import dev.lakehouse.plan.FilesPerCommit;
import dev.lakehouse.plan.HttpAuth;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.JdbcRead;
import dev.lakehouse.plan.OnRewrite;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherKindsCompilerTest {
  private static Compilation compile(DataSource source) {
    return PlanCompiler.compile(source, workspace(source));
  }

  @Test
  void aStreamIsOneStep() {
    assertThat(
            plan(compile(
                    source(
                        "web-orders",
                        "{kinesis: {stream: s, startFrom: Latest, commitInterval: 2m},"
                            + " schema: {columns: [{name: a, type: 'decimal(12,2)'}]}}")))
                .steps())
        .containsExactly(
            new Step.Kinesis(
                "bronze.web_orders",
                List.of(),
                TableName.of("bronze.web_orders"),
                "s",
                new ConsumerSettings(
                    new ConsumerSettings.Start(ConsumerSettings.StartFrom.LATEST, null),
                    new ConsumerSettings.CommitWhen(120_000, 100_000, 16 << 20, 128 << 20),
                    ConsumerSettings.OnDataLoss.STOP,
                    900_000,
                    null),
                Decoding.json(List.of(new Step.ColumnType("a", "decimal(12,2)")))));
  }

  private static Decoding decoding(String spec) {
    return ((Step.Kinesis) plan(compile(source("s", spec))).steps().get(0)).decoding();
  }

  @Test
  void aStreamsFormatHasItsSettingsAndDefaults() {
    Decoding inferred = decoding("{kinesis: {stream: s}}");
    assertThat(inferred).isEqualTo(Decoding.json(List.of(), Decoding.Evolution.ADD_COLUMNS));
    assertThat(
            decoding(
                "{kinesis: {stream: s, format: csv, csv: {delimiter: ';', quote: ''}},"
                    + " schema: {columns: [{name: a, type: int}], evolution: Fail}}"))
        .isEqualTo(
            new Decoding(
                Decoding.Format.CSV,
                new Decoding.Csv(";", null, ""),
                null,
                null,
                List.of(new Step.ColumnType("a", "int")),
                Decoding.Evolution.FAIL));
    String schema = "{\"type\":\"record\",\"name\":\"r\",\"fields\":[]}";
    assertThat(
            decoding(
                    "{kinesis: {stream: s, format: avro, avro: {header: Confluent, schema: '"
                        + schema
                        + "'}}}")
                .avro())
        .isEqualTo(new Decoding.Avro(schema, Decoding.AvroHeader.CONFLUENT));
    assertThat(
            decoding(
                    "{kinesis: {stream: s, format: protobuf, protobuf: {descriptorSet: AAAA,"
                        + " message: a.B}}}")
                .protobuf())
        .isEqualTo(new Decoding.Protobuf("AAAA", "a.B"));
  }

  @Test
  void settingsOfAFormatThatCanNotBeAreTold() {
    assertThat(
            messages(
                compile(source("s", "{kinesis: {stream: s, format: avro, avro: {schema: '{}'}}}"))))
        .anyMatch(message -> message.contains("Avro record schema"));
    assertThat(
            messages(
                compile(
                    source(
                        "s",
                        "{kinesis: {stream: s, format: protobuf, protobuf: {descriptorSet: '?',"
                            + " message: B}}}"))))
        .anyMatch(message -> message.contains("is not base64"));
  }

  @Test
  void aStreamsSettingsArePartOfItsStep() {
    String spec =
        "{kinesis: {stream: s, startFrom: AtTimestamp, startAt: '2026-01-31T08:00:00+01:00',"
            + " onDataLoss: Continue, stallAfter: 1h, memory: 1Gi,"
            + " enhancedFanOut: {consumerName: crm},"
            + " commit: {rows: 500, bytes: 64Mi, targetFileSize: 32Mi}}}";
    assertThat(plan(compile(source("web-orders", spec))).steps())
        .extracting(step -> ((Step.Kinesis) step).settings())
        .containsExactly(
            new ConsumerSettings(
                new ConsumerSettings.Start(
                    ConsumerSettings.StartFrom.AT_TIMESTAMP, "2026-01-31T07:00:00Z"),
                new ConsumerSettings.CommitWhen(30_000, 500, 64 << 20, 32 << 20),
                ConsumerSettings.OnDataLoss.CONTINUE,
                3_600_000,
                "crm"));
  }

  @Test
  void whatDoesNotFitTogetherInAStreamsSettingsIsRefused() {
    assertThat(refusals("commit: {bytes: 64Mi}"))
        .contains("spec.kinesis.commit.bytes")
        .contains("a sixteenth of spec.kinesis.memory (512Mi)");
    assertThat(refusals("commitInterval: 10m, stallAfter: 15m"))
        .contains("spec.kinesis.stallAfter")
        .contains("two commit intervals");
    assertThat(refusals("startFrom: AtTimestamp, startAt: '2026-02-31T08:00:00Z'"))
        .contains("spec.kinesis.startAt")
        .contains("is not a time");
    assertThat(refusals("startFrom: Latest, startAt: '2026-02-03T08:00:00Z'"))
        .contains("spec.kinesis.startAt");
  }

  private static String refusals(String kinesis) {
    Compilation compilation =
        compile(source("web-orders", "{kinesis: {stream: s, " + kinesis + "}}"));
    assertThat(compilation).isInstanceOf(Compilation.Refused.class);
    return ((Compilation.Refused) compilation).violations().toString();
  }

  @Test
  void aDatabaseTableIsOneStepAndItsConnection() {
    var plan =
        plan(
            compile(
                source(
                    "customers",
                    "{jdbc: {connection: crm, table: public.c, cursor: at, overlap: 5m, partition:"
                        + " {column: id, count: 8}}, schedule: {cron: '*/15 * * * *'}}")));
    assertThat(plan.steps())
        .containsExactly(
            new Step.Jdbc(
                "bronze.customers",
                List.of(),
                TableName.of("bronze.customers"),
                "crm",
                "public.c",
                "at",
                new JdbcRead(300_000, "id", 8, List.of()),
                List.of()));
    assertThat(plan.connections()).hasSize(1);
  }

  @Test
  void anApiIsOneStepWithItsConnectionAndNoSecret() {
    RunPlan plan =
        plan(
            compile(
                source(
                    "contacts",
                    "{http: {connection: api, path: /contacts, records: /results, pagination:"
                        + " {type: Page, parameter: page}, incremental: {field: /updatedAt,"
                        + " parameter: since, overlap: 5m}}, schedule: {cron: '*/15 * * * *'}}")));
    assertThat(plan.steps())
        .containsExactly(
            new Step.Http(
                "bronze.contacts",
                List.of(),
                TableName.of("bronze.contacts"),
                "api",
                new HttpRead(
                    "/contacts",
                    Map.of(),
                    Map.of(),
                    "/results",
                    new HttpRead.Pagination(
                        HttpRead.PaginationType.PAGE, "page", 1, null, null, null),
                    new HttpRead.Incremental(
                        "/updatedAt", "since", HttpRead.MarkFormat.ISO8601, 300_000, null),
                    30_000,
                    6,
                    16 << 20),
                List.of()));
    assertThat(plan.connections())
        .containsExactly(
            new PlanConnection.Http(
                "api",
                "https://api.example.com/v3",
                new HttpAuth(
                    HttpAuth.Type.OAUTH2,
                    "LAKEHOUSE_CONNECTION_API_USERNAME",
                    "LAKEHOUSE_CONNECTION_API_PASSWORD",
                    null,
                    "https://id.example.com/token",
                    null),
                600));
  }

  @Test
  void aFolderIsOneStep() {
    assertThat(
            plan(compile(
                    source(
                        "items",
                        "{files: {path: 's3a://in/items', format: csv, options: {header: 'true'}},"
                            + " schedule: {cron: '0 * * * *'}}")))
                .steps())
        .containsExactly(
            new Step.Files(
                "bronze.items",
                List.of(),
                TableName.of("bronze.items"),
                "s3a://in/items",
                "csv",
                Map.of("header", "true"),
                List.of(),
                OnRewrite.IGNORE,
                null,
                Decoding.Evolution.ADD_COLUMNS,
                FilesPerCommit.DEFAULT,
                null));
  }

  @Test
  void whatFitsNoColumnHasAFateInAllFormatsButText() {
    for (String format : List.of("avro", "csv", "debezium", "json", "parquet", "xml")) {
      String files =
          "{files: {path: 's3a://in/items', format: %s, options: {rowTag: a}}, schedule: {cron: '0 *"
              + " * * *'}, schema: {columns: [{name: a, type: int}], evolution: Fail}}";
      assertThat(plan(compile(source("items", files.formatted(format)))).steps())
          .singleElement()
          .extracting(step -> ((Step.Files) step).evolution())
          .as(format)
          .isEqualTo(Decoding.Evolution.FAIL);
    }
    assertThat(
            plan(compile(
                    source(
                        "items",
                        "{files: {path: 's3a://in/items', format: text}, schedule: {cron: '0 * * *"
                            + " *'}}")))
                .steps())
        .singleElement()
        .extracting(step -> ((Step.Files) step).evolution())
        .isNull();
  }

  @Test
  void aFoldersPastMayBeLeftAlone() {
    String files =
        "{files: {path: 's3a://in/items', format: csv, startAfter: '%s'}, schedule: {cron: '0 * *"
            + " * *'}}";
    assertThat(plan(compile(source("items", files.formatted("2024-06-01T00:00:00+02:00")))).steps())
        .singleElement()
        .extracting(step -> ((Step.Files) step).startAfter())
        .isEqualTo("2024-05-31T22:00:00Z");
    assertThat(violations(compile(source("items", files.formatted("2024-02-31T00:00:00Z")))))
        .singleElement()
        .satisfies(violation -> assertThat(violation.toString()).contains("spec.files.startAfter"));
  }

  @Test
  void aCommitTakesSoManyFiles() {
    assertThat(
            plan(compile(
                    source(
                        "items",
                        "{files: {path: 's3a://in/items', format: csv, maxFilesPerCommit: 500,"
                            + " maxBytesPerCommit: 2Gi}, schedule: {cron: '0 * * * *'}}")))
                .steps())
        .singleElement()
        .extracting(step -> ((Step.Files) step).perCommit())
        .isEqualTo(new FilesPerCommit(500, 2L << 30));
  }

  @Test
  void messagesNameTheFiles() {
    assertThat(
            plan(compile(
                    source(
                        "items",
                        "{files: {path: 's3a://in/items', format: csv, fullListing: 1h,"
                            + " notifications: {queueUrl: 'https://sqs/1/q'}}, schedule: {cron: '0"
                            + " * * * *'}}")))
                .steps())
        .singleElement()
        .extracting(step -> ((Step.Files) step).discovery())
        .isEqualTo(new FileDiscovery(null, "https://sqs/1/q", 3_600_000L));
  }

  @Test
  void changeEventsBringColumnsOfTheirOwn() {
    String source = "%s, schema: {columns: [{name: id, type: int}]}%s}";
    Step.Files files =
        (Step.Files)
            plan(compile(
                    source(
                        "items",
                        source.formatted(
                            "{files: {path: 's3a://in/items', format: debezium}",
                            ", schedule: {cron: '0 * * * *'}"))))
                .steps()
                .get(0);
    Step.Kinesis stream =
        (Step.Kinesis)
            plan(compile(
                    source(
                        "items", source.formatted("{kinesis: {stream: s, format: debezium}", ""))))
                .steps()
                .get(0);
    assertThat(files.columns())
        .extracting(Step.ColumnType::name)
        .containsExactly("id", "_op", "_source_ts", "_source_position");
    assertThat(files.evolution()).isEqualTo(Decoding.Evolution.RESCUE);
    assertThat(stream.decoding().columns()).isEqualTo(files.columns());
    assertThat(stream.decoding().format()).isEqualTo(Decoding.Format.DEBEZIUM);
  }

  @Test
  void foldersNamedByDatesAreListedInPart() {
    assertThat(
            plan(compile(
                    source(
                        "items",
                        "{files: {path: 's3a://in/items', format: csv, datedFolders: {pattern:"
                            + " '{yyyy}/{MM}'}}, schedule: {cron: '0 * * * *'}}")))
                .steps())
        .singleElement()
        .extracting(step -> ((Step.Files) step).discovery())
        .isEqualTo(
            new FileDiscovery(
                new FileDiscovery.Dated("{yyyy}/{MM}", 172_800_000L), null, 86_400_000L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | InvalidSpec | spec: needs exactly one of kinesis, jdbc, files and http, and has 0",
        "{kinesis: {stream: s}, files: {path: 's3a://x/y', format: csv}} | InvalidSpec | and has 2",
        "{kinesis: {stream: s}, schedule: {cron: '* * * * *'}} | InvalidSpec | remove the schedule",
        "{jdbc: {connection: crm, table: t, snapshot: {keys: [id, id]}}, schedule: {cron: '* * * *"
            + " *'}} | InvalidSpec | spec.jdbc.snapshot.keys",
        "{jdbc: {connection: crm, table: t, cursor: at, snapshot: {keys: [id]}}, schedule:"
            + " {cron: '* * * * *'}} | InvalidSpec | spec.jdbc.snapshot: does not go with cursor",
        "{files: {path: 's3a://x/y', format: csv}} | InvalidSpec | spec.schedule: jdbc, files and"
            + " http",
        "{kinesis: {stream: s, commitInterval: 1w}} | InvalidDuration |"
            + " spec.kinesis.commitInterval",
        "{kinesis: {stream: s, replicas: {min: 3, max: 2}}} | InvalidSpec |"
            + " spec.kinesis.replicas.max",
        "{kinesis: {stream: s, replicas: {maxLag: 1w}}} | InvalidDuration |"
            + " spec.kinesis.replicas.maxLag",
        "{kinesis: {stream: s, replicas: {idle: {after: 1w}}}} | InvalidDuration | idle.after",
        "{kinesis: {stream: s, replicas: {idle: {lookEvery: 1w}}}} | InvalidDuration |"
            + " idle.lookEvery",
        "{kinesis: {stream: s, replicas: {idle: {lookEvery: 13h}}}} | InvalidSpec | look more"
            + " often",
        "{kinesis: {stream: s}, resources: {memory: 1g}} | InvalidSpec | spec.resources",
        "{files: {path: 's3a://x/y', format: csv}, schedule: {cron: '* * * * *'}, resources: {cpu:"
            + " much}} | InvalidSpec | spec.resources.cpu",
        "{files: {path: 's3a://x/y', format: csv}, schedule: {cron: '* * * * *'}, timeouts: {run:"
            + " 1w}} | InvalidDuration | spec.timeouts.run",
        "{files: {path: 's3a://x/y', format: csv}, schedule: {cron: '* * * * *'}, timeouts: {start:"
            + " 1w}} | InvalidDuration | spec.timeouts.start",
        "{kinesis: {stream: s, memory: much}} | InvalidSpec | spec.kinesis.memory: 'much'",
        "{files: {path: 's3a://lake', format: csv}, schedule: {cron: '* * * * *'}} | InvalidSpec |"
            + " overlaps the Lakehouse's own folder",
        "{files: {path: 's3a://x/y', format: xml}, schedule: {cron: '* * * * *'}} | InvalidSpec |"
            + " needs the option rowTag",
        "{files: {path: 's3a://x/y', format: text}, schema: {columns: [{name: a, type: int}]},"
            + " schedule: {cron: '* * * * *'}} | InvalidSpec | spec.schema.columns: format text has"
            + " one column",
        "{files: {path: 's3a://x/y', format: csv, datedFolders: {pattern: '{yyyy}', lookback: 1w}},"
            + " schedule: {cron: '* * * * *'}} | InvalidDuration |"
            + " spec.files.datedFolders.lookback",
        "{files: {path: 's3a://x/y', format: csv, datedFolders: {pattern: 'yyyy'}}, schedule:"
            + " {cron: '* * * * *'}} | InvalidSpec | spec.files.datedFolders.pattern",
        "{files: {path: 's3a://x/y', format: csv, datedFolders: {pattern: '{yyyy}'}, fullListing:"
            + " 1w}, schedule: {cron: '* * * * *'}} | InvalidDuration | spec.files.fullListing",
        "{files: {path: 's3a://x/y', format: csv}, schedule: {cron: '* * *'}} | InvalidSchedule |"
            + " is not a cron expression",
        "{files: {path: 's3a://x/y', format: csv}, schedule: {cron: '0 4 * * 7'}} | InvalidSchedule"
            + " | is not a cron expression",
        "{files: {path: 's3a://x/y', format: csv}, schedule: {cron: '* * * * *', timeZone:"
            + " Mars/Base}} | InvalidSchedule | no time zone 'Mars/Base'",
        "{kinesis: {stream: s}, schema: {columns: [{name: a, type: txt}]}} | SqlSyntax |"
            + " spec.schema.columns[0].type",
        "{kinesis: {stream: s}, freshness: {warnAfter: 2h, failAfter: 1h}} | InvalidSpec | longer"
            + " than failAfter",
        "{jdbc: {connection: crmm, table: t}, schedule: {cron: '* * * * *'}} | ConnectionNotFound |"
            + " did you mean crm?",
        "{jdbc: {connection: warehouse, table: t}, schedule: {cron: '* * * * *'}} |"
            + " ConnectionNotFound | leads to Redshift",
        "{jdbc: {connection: crm, table: t, overlap: 1m}, schedule: {cron: '* * * * *'}} |"
            + " InvalidSpec | goes with cursor",
        "{jdbc: {connection: crm, table: t, cursor: c, overlap: 1w}, schedule: {cron: '* * * * *'}}"
            + " | InvalidDuration | spec.jdbc.overlap",
        "{jdbc: {connection: api, table: t}, schedule: {cron: '* * * * *'}} | ConnectionNotFound |"
            + " name one of crm, open",
        "{http: {connection: crm, path: /a}, schedule: {cron: '* * * * *'}} | ConnectionNotFound |"
            + " leads to a database, which can't be used here; name one of api",
        "{http: {connection: api, path: '/a b'}, schedule: {cron: '* * * * *'}} | InvalidSpec |"
            + " spec.http.path",
        "{http: {connection: api, path: /a, headers: {Cookie: x}}, schedule: {cron: '* * * * *'}} |"
            + " InvalidSpec | credentials belong to the connection",
        "{http: {connection: api, path: /a, query: {page: '1'}, pagination: {type: Page, parameter:"
            + " page}}, schedule: {cron: '* * * * *'}} | InvalidSpec | is set by pagination",
        "{http: {connection: api, path: /a, query: {since: '1'}, incremental: {field: /at,"
            + " parameter: since}}, schedule: {cron: '* * * * *'}} | InvalidSpec | is set by"
            + " pagination or incremental",
        "{http: {connection: api, path: /a, incremental: {field: /at, parameter: since, overlap:"
            + " 1w}}, schedule: {cron: '* * * * *'}} | InvalidDuration | incremental.overlap",
        "{http: {connection: api, path: /a, incremental: {field: /at, parameter: since, format:"
            + " Number, overlap: 1m}}, schedule: {cron: '* * * * *'}} | InvalidSpec | format is"
            + " Number",
        "{http: {connection: api, path: /a, incremental: {field: /at, parameter: since, format:"
            + " Number, from: x}}, schedule: {cron: '* * * * *'}} | InvalidSpec | is not a number",
        "{http: {connection: api, path: /a, timeout: 1w}, schedule: {cron: '* * * * *'}} |"
            + " InvalidDuration | spec.http.timeout",
        "{http: {connection: api, path: /a, maxPageSize: 2Gi}, schedule: {cron: '* * * * *'}} |"
            + " InvalidSpec | up to 1Gi",
      })
  void aSourceThatCanNotBeIsRefused(String spec, String reason, String message) {
    Compilation refused = compile(source("s", spec));
    assertThat(violations(refused))
        .extracting(violation -> violation.reason().label())
        .containsExactly(reason.strip());
    assertThat(messages(refused).get(0)).contains(message.strip());
  }

  @Test
  void aNameThatIsNoTableNameIsRefused() {
    assertThat(messages(compile(source("7-days")))).singleElement().asString().contains("'7-days'");
    assertThat(messages(compile(source("a.b")))).hasSize(1);
    assertThat(messages(compile(source("orders-dead"))))
        .as("bronze.orders_dead holds the dead letters of the source orders")
        .singleElement()
        .asString()
        .contains("-dead or -quarantine");
    assertThat(violations(compile(source("s".repeat(NameLimits.DATA_SOURCE + 1)))))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.NAME_TOO_LONG);
  }

  @Test
  void aStreamNeedsTheConsumersImage() {
    DataSource source = source("s");
    assertThat(
            violations(
                PlanCompiler.compile(
                    source,
                    workspace(
                        source,
                        lakehouse("{storage: {root: 's3a://lake'}, workloads: {image: jobs}}")))))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.LAKEHOUSE_INCOMPLETE);
  }

  private static final String MODEL =
      """
      from: gold.features
      key: id
      features: [{name: frequency}, {name: recency, expr: "datediff(current_date(), last_order)"}]
      algorithm: {kMeans: {segments: {min: 3}}}
      gates: {minSilhouette: 0.35}
      output: {table: gold.segments, publish: [{to: open, table: marts.segments}]}
      """;

  @Test
  void aModelIsATrainingAndItsPublishes() {
    SegmentModel model = model("segments", MODEL);
    var plan = plan(PlanCompiler.compile(model, workspace(model, gold("p", "features: SELECT 1"))));
    assertThat(plan.steps())
        .containsExactly(
            new Step.Segment(
                "gold.segments",
                List.of(),
                TableName.of("gold.features"),
                TableName.of("gold.segments"),
                "id",
                List.of(
                    new Step.Feature("frequency", "frequency"),
                    new Step.Feature("recency", "datediff(current_date(), last_order)")),
                3,
                8,
                42,
                0.35,
                null),
            new Step.Publish(
                "gold.segments@open",
                List.of("gold.segments"),
                TableName.of("gold.segments"),
                "open",
                "marts.segments",
                List.of("id")));
  }

  @Test
  void aModelThatCanNotBeIsRefused() {
    SegmentModel model =
        model(
            "segments",
            """
            from: gold.nothing
            key: id
            features: [{name: f, expr: "1 +"}, {name: f}]
            algorithm: {kMeans: {segments: {min: 9}}}
            retrain: {onNewData: {minInterval: often}}
            output: {table: silver.segments, publish: [{to: nowhere, table: m.s}]}
            timeouts: {run: 36h}
            maintenance: {schedule: {cron: "0 3 * * *"}, vacuumAfter: 30h}
            """);
    assertThat(violations(PlanCompiler.compile(model, workspace(model))))
        .extracting(violation -> violation.reason().label())
        .containsExactly(
            "InvalidColumn",
            "SqlSyntax",
            "InvalidSpec",
            "InvalidDuration",
            "InvalidSpec",
            "InvalidDuration",
            "TableNotFound",
            "ConnectionNotFound");
  }

  @Test
  void aModelCanCloseACircle() {
    SegmentModel model = model("segments", MODEL);
    MedallionPipeline pipeline = gold("p", "features: SELECT 1 FROM gold.segments");
    Workspace workspace = workspace(model, pipeline);
    assertThat(messages(PlanCompiler.compile(model, workspace)))
        .singleElement()
        .asString()
        .contains("gold.segments -> gold.features (MedallionPipeline p) -> gold.segments");
    assertThat(violations(PlanCompiler.compile(pipeline, workspace)))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.TABLE_CYCLE);
  }

  @Test
  void aModelAndAPipelineCanNotShareATable() {
    SegmentModel model = model("segments", MODEL);
    MedallionPipeline pipeline = gold("p", "features: SELECT 1", "segments: SELECT 2");
    Workspace workspace = workspace(model, pipeline);
    assertThat(violations(PlanCompiler.compile(pipeline, workspace))).isEmpty();
    assertThat(violations(PlanCompiler.compile(model, workspace)))
        .extracting(Violation::reason)
        .containsExactly(SpecReason.TABLE_CONFLICT);
  }

  @Test
  void aLakehouseIsChecked() {
    assertThat(PlanCompiler.check(lakehouse())).isEmpty();
    assertThat(
            PlanCompiler.check(
                lakehouse(
                    """
                    storage: {root: "file:/lake"}
                    workloads:
                      image: jobs
                      sparkConf: {hadoop.x: y}
                      env: [{name: A, value: x}, {name: A, value: y}, {name: a-b, value: z}]
                    endpoints: {s3: "minio:9000"}
                    connections:
                      - {name: w, redshift: {workgroup: w, database: d, iamRoleArn: r}}
                      - {name: w}
                    """)))
        .extracting(
            violation -> violation.message().substring(0, violation.message().indexOf(": ")))
        .containsExactly(
            "spec.workloads.sparkConf",
            "spec.workloads.env[1]",
            "spec.workloads.env[2].name",
            "spec.endpoints.s3",
            "spec.connections[1]",
            "spec.connections[0].redshift",
            "spec.connections[1]");
  }

  @Test
  void aRunCanRebuildOnlyWhatItsPlanMakes() {
    SegmentModel model = model("segments", MODEL);
    var plan = plan(PlanCompiler.compile(model, workspace(model, gold("p", "features: SELECT 1"))));
    assertThat(PlanCompiler.check(run("gold.segments"), plan)).isEmpty();
    assertThat(PlanCompiler.check(run("gold.segment"), plan))
        .containsExactly(
            new Violation(
                SpecReason.TABLE_NOT_FOUND,
                "spec.fullRefresh[0]: SegmentModel segments makes no table gold.segment (did you"
                    + " mean gold.segments?); it makes gold.segments"));
    LakehouseRunSpec back =
        new LakehouseRunSpec(
            null,
            null,
            null,
            null,
            null,
            null,
            new LakehouseRunSpec.Rollback(
                null, List.of(new LakehouseRunSpec.TableVersion("gold.segment", 3L))),
            null,
            null,
            null);
    assertThat(PlanCompiler.check(back, plan))
        .extracting(Violation::message)
        .containsExactly(
            "spec.rollbackTo.tables[0].table: SegmentModel segments makes no table gold.segment"
                + " (did you mean gold.segments?); it makes gold.segments");
  }

  @Test
  void onlySilverTablesHaveAQuarantineThatIsKept() {
    SegmentModel model = model("segments", MODEL);
    var plan = plan(PlanCompiler.compile(model, workspace(model, gold("p", "features: SELECT 1"))));
    LakehouseRunSpec release =
        new LakehouseRunSpec(
            null,
            null,
            null,
            List.of("gold.segments"),
            null,
            null,
            null,
            new LakehouseRunSpec.ReleaseQuarantine(
                List.of("gold.segments", "silver.x"), List.of("positive", "a,b")),
            null,
            null);
    assertThat(PlanCompiler.check(release, plan))
        .extracting(Violation::message)
        .satisfiesExactly(
            zero -> assertThat(zero).contains("rules[1]: 'a,b' is no name of an expectation"),
            one -> assertThat(one).contains("tables[0]: gold.segments is computed from its inputs"),
            two -> assertThat(two).contains("gold.segments is in fullRefresh, too"),
            three -> assertThat(three).contains("tables[1]").contains("makes no table silver.x"));
  }

  private static LakehouseRunSpec run(String table) {
    return new LakehouseRunSpec(
        null, null, null, List.of(table), null, null, null, null, null, null);
  }
}
