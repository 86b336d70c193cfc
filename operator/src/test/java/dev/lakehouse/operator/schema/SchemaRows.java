package dev.lakehouse.operator.schema;

import java.util.List;
import java.util.stream.Stream;

/** One row per rule of the schema. */
final class SchemaRows {
  private static final String STORAGE = "storage: {root: 's3a://lake'}";
  private static final String WORKLOADS = "workloads: {image: jobs}";
  private static final String TYPE_SAYS = "must start with a lower-case letter and go on with";
  private static final String DURATION_SAYS = "is not a duration";

  private static final String TIME_SAYS = "is not a time: write date, time and zone";
  private static final String JUNE = "2026-06-01T00:00:00Z";
  private static final String MAY = "{from: '2026-05-01T00:00:00Z', to: '" + JUNE + "'}";

  private SchemaRows() {}

  static Stream<SchemaRow> all() {
    return Stream.of(lakehouses(), dataSources(), pipelines(), expectations(), models(), runs())
        .flatMap(List::stream);
  }

  private static List<SchemaRow> lakehouses() {
    return List.of(
        lakehouse(STORAGE + ", " + WORKLOADS + ", surprise: 1", "unknown field \"spec.surprise\""),
        lakehouse(WORKLOADS, "spec.storage: Required value"),
        lakehouse(STORAGE, "spec.workloads: Required value"),
        lakehouse(
            "storage: {root: 'hdfs://lake'}, " + WORKLOADS,
            "must be a folder on S3 written s3a://BUCKET/PREFIX"),
        lakehouse(
            STORAGE + ", workloads: {image: jobs, driver: {memory: 1Gi}}", "is not a memory size"),
        lakehouse(
            STORAGE + ", workloads: {image: jobs, executors: {memory: lots}}",
            "is not a memory size"),
        lakehouse(
            STORAGE + ", workloads: {image: jobs, sparkBackend: Yarn}",
            "supported values: \"Apache\", \"Kubeflow\""),
        lakehouse(
            STORAGE + ", workloads: {image: jobs, imagePullPolicy: Sometimes}",
            "supported values: \"Always\""),
        lakehouse(
            STORAGE + ", " + WORKLOADS + ", deletionPolicy: Delete",
            "supported values: \"Retain\""),
        connections(
            "{name: a, jdbc: {url: 'jdbc:postgresql://a/a'}}, {name: a, jdbc: {url:"
                + " 'jdbc:postgresql://b/b'}}",
            "two connections have the same name"),
        connections("{name: a}", "must have exactly one of jdbc, redshift and http"),
        connections(
            "{name: A_b, jdbc: {url: 'jdbc:postgresql://a/a'}}",
            "must start with a lower-case letter and hold lower-case letters, digits and dashes"),
        connections(
            "{name: a, jdbc: {url: 'jdbc:mysql://a/a'}}", "must start with jdbc:postgresql:"),
        connections(
            "{name: a, jdbc: {url: 'jdbc:postgresql://a/a?password=x'}}",
            "must not hold a password"),
        connections(
            "{name: a, redshift: {database: d, iamRoleArn: r}}",
            "must have either workgroup (Redshift Serverless) or clusterIdentifier"),
        connections(
            "{name: a, redshift: {workgroup: w, clusterIdentifier: c, database: d, iamRoleArn: r}}",
            "must have either workgroup (Redshift Serverless) or clusterIdentifier"),
        connections("{name: a, http: {url: 'https://u@h/p'}}", "is not the base of an API"),
        api(
            "{type: Bearer, credentialsSecret: s}",
            "http://api.example.com",
            "would cross the network readably"),
        api("{type: OAuth2, credentialsSecret: s}", "https://h", "tokenUrl goes with type OAuth2"),
        api(
            "{type: OAuth2, credentialsSecret: s, tokenUrl: 'http://id.example.com'}",
            "https://h",
            "must be an https:// address"),
        api(
            "{type: Header, credentialsSecret: s}",
            "https://h",
            "header names the header of type Header"),
        api(
            "{type: Header, credentialsSecret: s, header: 'a b'}",
            "https://h",
            "is not the name of a header"),
        api(
            "{type: Basic, credentialsSecret: s, scope: x}",
            "https://h",
            "scope goes with type OAuth2 only"));
  }

  private static List<SchemaRow> dataSources() {
    String schedule = ", schedule: {cron: '*/5 * * * *'}";
    return List.of(
        source(
            "{kinesis: {stream: s}, files: {path: 's3a://in', format: csv}}",
            "must have exactly one of kinesis, jdbc, files and http"),
        source(
            "{suspend: false" + schedule + "}",
            "must have exactly one of kinesis, jdbc, files and http"),
        source("{jdbc: {connection: c, table: t}}", "needs a schedule"),
        source("{kinesis: {stream: s}" + schedule + "}", "must not have a schedule"),
        source("{kinesis: {stream: 'a b'}}", "is not a stream name"),
        source("{kinesis: {stream: s, replicas: {min: 3, max: 2}}}", "max must not be below min"),
        source("{kinesis: {stream: s, replicas: {maxLag: long}}}", DURATION_SAYS),
        source("{kinesis: {stream: s, replicas: {idle: {after: long}}}}", DURATION_SAYS),
        source("{kinesis: {stream: s, replicas: {idle: {lookEvery: long}}}}", DURATION_SAYS),
        source(
            "{kinesis: {stream: s, startFrom: Yesterday}}",
            "supported values: \"AtTimestamp\", \"Latest\", \"TrimHorizon\""),
        source("{kinesis: {stream: s, commitInterval: fast}}", DURATION_SAYS),
        source("{kinesis: {stream: s, stallAfter: later}}", DURATION_SAYS),
        source(
            "{kinesis: {stream: s, startFrom: AtTimestamp}}",
            "needs startAt with startFrom: AtTimestamp"),
        source(
            "{kinesis: {stream: s, startAt: '2026-01-31T08:00:00Z'}}",
            "needs startAt with startFrom: AtTimestamp"),
        source(
            "{kinesis: {stream: s, startFrom: AtTimestamp, startAt: yesterday}}",
            "is not a time: write date, time and zone"),
        source(
            "{kinesis: {stream: s, onDataLoss: Ignore}}",
            "supported values: \"Continue\", \"Stop\""),
        source(
            "{kinesis: {stream: s, enhancedFanOut: {}}}",
            "spec.kinesis.enhancedFanOut.consumerName: Required value"),
        source(
            "{kinesis: {stream: s, enhancedFanOut: {consumerName: 'a b'}}}",
            "is not a consumer's name"),
        source("{kinesis: {stream: s, commit: {rows: 0}}}", "spec.kinesis.commit.rows"),
        source("{kinesis: {stream: s, commit: {bytes: 1M}}}", "is not a size"),
        source("{kinesis: {stream: s, commit: {targetFileSize: big}}}", "is not a size"),
        source("{jdbc: {connection: c, table: 'a; drop'}" + schedule + "}", "is not a table"),
        source(
            "{jdbc: {connection: c, table: t, cursor: '1; x'}" + schedule + "}",
            "is not a column name"),
        source(
            "{jdbc: {connection: c, table: t, overlap: 5m}" + schedule + "}",
            "overlap goes with cursor"),
        source(
            "{jdbc: {connection: c, table: t, cursor: at, overlap: long}" + schedule + "}",
            DURATION_SAYS),
        source(
            "{jdbc: {connection: c, table: t, partition: {column: 'a b', count: 2}}"
                + schedule
                + "}",
            "is not a column name"),
        source(
            "{jdbc: {connection: c, table: t, cursor: at, snapshot: {keys: [id]}}" + schedule + "}",
            "has snapshot and cursor"),
        source(
            "{jdbc: {connection: c, table: t, snapshot: {keys: []}}" + schedule + "}",
            "should have at least 1 items"),
        source(
            "{files: {path: '/tmp/x', format: csv}" + schedule + "}",
            "must be a folder with its file system"),
        source(
            "{files: {path: 's3a://x', format: xlsx}" + schedule + "}",
            "supported values: \"avro\", \"csv\", \"debezium\", \"json\", \"parquet\", \"text\","
                + " \"xml\""),
        source(
            "{files: {path: 's3a://x', format: xml}" + schedule + "}",
            "format xml needs the option rowTag"),
        dated("'yyyy/MM'", "is not the path of a subfolder with its date in braces"),
        dated("'{yyyy}/{dd}'", "is not the path of a subfolder with its date in braces"),
        dated("'{MM}/{dd}'", "is not the path of a subfolder with its date in braces"),
        dated("'{yyyy}/{HH}'", "is not the path of a subfolder with its date in braces"),
        dated("'dt={yyyy-MM-DD}'", "is not the path of a subfolder with its date in braces"),
        dated("'/{yyyy}'", "is not the path of a subfolder with its date in braces"),
        dated("'{yyyy}', lookback: long", DURATION_SAYS),
        source(
            "{files: {path: 's3a://x', format: csv, datedFolders: {pattern: '{yyyy}'}, fullListing:"
                + " 1w}"
                + schedule
                + "}",
            DURATION_SAYS),
        source(
            "{files: {path: 's3a://x', format: csv, fullListing: 1d}" + schedule + "}",
            "fullListing goes with datedFolders"),
        notified(
            "path: 's3a://x', format: csv, maxFilesPerCommit: 0",
            "maxFilesPerCommit in body should be greater than or equal to 1"),
        notified("path: 's3a://x', format: csv, startAfter: '2024-06-01'", "is not a time: write"),
        notified(
            "path: 's3a://x', format: csv, maxBytesPerCommit: 16GB",
            "is not a size: write a whole"),
        notified(
            "path: 's3a://x', format: csv, notifications: {queueUrl: my-queue-of-files}",
            "is not the URL of a queue"),
        notified(
            "path: 'file:/x', format: csv, notifications: {queueUrl: 'https://q/1/q'}",
            "notifications are of objects on S3"),
        notified(
            "path: 's3a://x', format: csv, notifications: {queueUrl: 'https://q/1/q'},"
                + " datedFolders: {pattern: '{yyyy}'}",
            "has datedFolders and notifications"),
        source(
            "{files: {path: 's3a://x', format: csv, onRewrite: Merge}" + schedule + "}",
            "supported values: \"Append\", \"Fail\", \"Ignore\", \"Replace\""),
        http("path: a", "must be a path that begins with '/'"),
        http("path: /a, records: data", "is not a JSON Pointer"),
        http("path: /a, timeout: long", DURATION_SAYS),
        http("path: /a, pagination: {type: Page}", "needs parameter"),
        http("path: /a, pagination: {type: Cursor, parameter: c}", "next goes with type Cursor"),
        http("path: /a, pagination: {type: Cursor, next: c}", "is not a JSON Pointer"),
        http(
            "path: /a, pagination: {type: Link, parameter: c}",
            "parameter does not go with type Link"),
        http("path: /a, pagination: {type: Link, size: 3}", "size and sizeParameter go together"),
        http(
            "path: /a, pagination: {type: Link, first: 1}",
            "first goes with the types Page and Offset only"),
        http("path: /a, incremental: {field: at, parameter: s}", "is not a JSON Pointer"),
        http("path: /a, incremental: {field: /at, parameter: s, overlap: long}", DURATION_SAYS),
        http(
            "path: /a, incremental: {field: /at, parameter: s, overlap: 1m, format: Number}",
            "overlap is a time and does not go with format Number"),
        source(
            "{kinesis: {stream: s}, schema: {columns: [{name: a, type: int}, {name: a, type:"
                + " int}]}}",
            "two columns have the same name"),
        source("{kinesis: {stream: s}, schema: {columns: [{name: A, type: int}]}}", TYPE_SAYS),
        source("{kinesis: {stream: s}, freshness: {warnAfter: 1w}}", DURATION_SAYS),
        source("{kinesis: {stream: s}, freshness: {failAfter: 0m}}", DURATION_SAYS),
        source("{kinesis: {stream: s, format: csv}}", "needs schema.columns"),
        source(
            "{kinesis: {stream: s, format: text}, schema: {columns: [{name: a, type: int}]}}",
            "must not have a schema"),
        source(
            "{files: {path: 's3a://x', format: text}, schema: {evolution: AddColumns}"
                + schedule
                + "}",
            "must not set schema.evolution to AddColumns or Fail"),
        source("{kinesis: {stream: s}, schema: {evolution: Fail}}", "needs columns for evolution"),
        source("{kinesis: {stream: s, csv: {}}}", "has csv settings and another format"),
        source("{kinesis: {stream: s, format: avro}}", "must have avro if and only if"),
        source("{kinesis: {stream: s, avro: {schema: '{}'}}}", "must have avro if and only if"),
        source("{kinesis: {stream: s, format: protobuf}}", "must have protobuf if and only if"),
        source(
            "{kinesis: {stream: s, format: protobuf, protobuf: {descriptorSet: AAAA, message: 'a"
                + " b'}}}",
            "is not a message's full name"),
        source(
            "{kinesis: {stream: s, format: csv, csv: {delimiter: '\"'}}, schema: {columns: [{name:"
                + " a, type: int}]}}",
            "must not be a quote or a line's end"),
        source(
            "{kinesis: {stream: s}, resources: {memory: 1g}}", "must not have resources: they are"),
        source(
            "{jdbc: {connection: c, table: t}, resources: {memory: 1Gi}" + schedule + "}",
            "is not a memory size"),
        source(
            "{jdbc: {connection: c, table: t}, timeouts: {start: slow}" + schedule + "}",
            DURATION_SAYS),
        source(
            "{jdbc: {connection: c, table: t}, timeouts: {run: slow}" + schedule + "}",
            DURATION_SAYS),
        source("{kinesis: {stream: s}, retry: {limit: 99}}", "should be less than or equal to 20"),
        source("{kinesis: {stream: s}, retry: {backoff: slow}}", DURATION_SAYS),
        source("{kinesis: {stream: s}, historyLimit: 0}", "should be greater than or equal to 1"),
        source("{kinesis: {stream: s, shards: 4}}", "unknown field \"spec.kinesis.shards\""));
  }

  private static SchemaRow silver(String fields, String message) {
    return pipeline("{silver: [{name: s, from: bronze.s, keys: [a], " + fields + "}]}", message);
  }

  private static SchemaRow column(String fields, String message) {
    return pipeline(
        "{silver: [{name: s, from: bronze.s, keys: [a], columns: [{name: a, " + fields + "}]}]}",
        message);
  }

  private static List<SchemaRow> pipelines() {
    String gold = "gold: [{name: g, sql: 'SELECT 1'}]";
    return List.of(
        pipeline("{suspend: true}", "has no table: declare at least one under silver or gold"),
        pipeline(
            "{" + gold + ", trigger: {manual: {}, onNewData: {}}}",
            "must have exactly one of onNewData, schedule, manual and continuous"),
        pipeline("{" + gold + ", trigger: {onNewData: {minInterval: soon}}}", DURATION_SAYS),
        pipeline("{" + gold + ", trigger: {continuous: {minInterval: soon}}}", DURATION_SAYS),
        pipeline(
            "{" + gold + ", trigger: {continuous: {}, schedule: {cron: '0 * * * *'}}}",
            "must have exactly one of onNewData, schedule, manual and continuous"),
        pipeline("{" + gold + ", retry: {backoff: slow}}", DURATION_SAYS),
        pipeline(
            "{" + gold + ", maintenance: {schedule: {cron: '0 3 * * *'}, vacuumAfter: 23h}}",
            "must be at least 24h, in h or d"),
        pipeline("{" + gold + ", timeouts: {start: slow}}", DURATION_SAYS),
        pipeline("{" + gold + ", timeouts: {run: slow}}", DURATION_SAYS),
        pipeline("{" + gold + ", retry: {limit: 99}}", "should be less than or equal to 20"),
        pipeline("{silver: [{name: s, from: bronze.s}]}", "needs keys: history Type1"),
        pipeline(
            "{silver: [{name: s, from: bronze.s, keys: [a], history: Type2}]}", "needs sequenceBy"),
        pipeline(
            "{silver: [{name: s, from: bronze.s, keys: [a], deleteWhen: 'op = 1'}]}",
            "needs sequenceBy"),
        pipeline(
            "{silver: [{name: s, from: bronze.s, history: None, sequenceBy: a, ignoreNulls:"
                + " true}]}",
            "history None or First rows that are there stay"),
        silver("history: First, sequenceBy: b", "sequenceBy with history First"),
        silver("clusterBy: [a], layout: {partitionBy: [b]}", "of which Delta does one"),
        silver("input: ChangeFeed, alsoFrom: [{from: bronze.t}]", "tell from one table"),
        silver("onLookupChange: Keep", "Keep goes with sql"),
        silver(
            "sql: SELECT * FROM input, onLookupChange: Keep, input: Snapshot, sequenceBy: b",
            "Keep goes with sql"),
        silver("layout: {constraints: [{name: 'A', check: 'a > 0'}]}", TYPE_SAYS),
        pipeline(
            "{gold: [{name: g, sql: SELECT 1 AS a, clusterBy: [a], layout: {partitionBy: [b]}}]}",
            "of which Delta does one"),
        silver("history: First, input: ChangeFeed", "which keys are gone"),
        pipeline("{silver: [{name: S, from: bronze.s, history: None}]}", TYPE_SAYS),
        pipeline("{silver: [{name: s, from: bronze.s, keys: [a], sequenceBy: 'A B'}]}", TYPE_SAYS),
        pipeline(
            "{silver: [{name: s, from: bronze.s, keys: [a], columns: [{name: 'A'}]}]}", TYPE_SAYS),
        silver("sequenceBy: a, input: Snapshot, deleteWhen: 'op = 1'", "which keys are gone"),
        silver("history: None, input: ChangeFeed", "which keys are gone"),
        silver("input: Snapshot", "needs sequenceBy for input Snapshot"),
        silver("sequenceBy: a, input: ChangeFeed", "has one row of each key"),
        silver("input: Stream", "supported values: \"Appended\""),
        column("from: b, expr: c", "has from and expr"),
        column("onInvalid: Drop, normalise: [Trim]", "onInvalid goes with cast"),
        column("region: DE", "region goes with normalise Phone"),
        column("region: Germany, normalise: [Phone]", "may not be more than 2 bytes"),
        column("region: de, normalise: [Phone]", "is not a region"),
        column("normalise: [Shout]", "supported values: \"Country\""),
        column("mask: {}", "must have exactly one of hash, tokenise"),
        column("mask: {redact: {}, partial: {keepLast: 4}}", "must have exactly one of hash"),
        column("mask: {partial: {}}", "keeps nothing"),
        column("mask: {generalise: {}}", "must have to, for dates and times, or width"),
        column("mask: {generalise: {to: Month, width: 2}}", "must have to, for dates and times"),
        column("mask: {generalise: {width: 0}}", "must be above zero"),
        pipeline(
            "{silver: [{name: s, from: bronze.s, keys: [a], clusterBy: [a, b, c, d, e]}]}",
            "must have at most 4 items"),
        pipeline("{gold: [{name: G, sql: 'SELECT 1'}]}", TYPE_SAYS),
        pipeline(
            "{gold: [{name: g, sql: 'SELECT 1', publish: [{to: w, table: marts.g}]}]}",
            "needs keys to be published"),
        pipeline(
            "{gold: [{name: g, sql: 'SELECT 1', refresh: Incremental}]}",
            "needs keys for refresh Incremental"),
        pipeline(
            "{gold: [{name: g, sql: 'SELECT 1', keys: [a], publish: [{to: w, table: g}]}]}",
            "is not a table"),
        pipeline(
            "{gold: [{name: g, sql: 'SELECT 1', colour: red}]}",
            "unknown field \"spec.gold[0].colour\""));
  }

  private static List<SchemaRow> expectations() {
    return List.of(
        expectation("{name: e}", "must have exactly one of expr, notNull, acceptedValues"),
        expectation(
            "{name: e, expr: 'a > 0', unique: [a]}",
            "must have exactly one of expr, notNull, acceptedValues"),
        expectation(
            "{name: e, unique: [a], action: Drop}",
            "action Drop and Quarantine go with expr, notNull"),
        expectation(
            "{name: e, expr: 'a > 0', action: Panic}",
            "supported values: \"Drop\", \"Fail\", \"Quarantine\", \"Warn\""),
        expectation("{name: 'Not A Name', expr: 'a > 0'}", TYPE_SAYS));
  }

  private static List<SchemaRow> models() {
    return List.of(
        model(
            "key: Id, features: [{name: f}], algorithm: {kMeans: {}}, output: {table: gold.o}",
            TYPE_SAYS),
        model(
            "key: id, features: [{name: F}], algorithm: {kMeans: {}}, output: {table: gold.o}",
            TYPE_SAYS),
        model(
            "key: id, features: [{name: f}], algorithm: {kMeans: {}}, output: {table: gold.o},"
                + " retrain: {continuous: {}}",
            "its retrain can't be continuous"),
        model(
            "key: id, features: [], algorithm: {kMeans: {}}, output: {table: gold.o}",
            "should have at least 1 items"),
        model(
            "key: id, features: [{name: f}], algorithm: {kMeans: {segments: {min: 5, max: 3}}},"
                + " output: {table: gold.o}",
            "min must not be above max"),
        model(
            "key: id, features: [{name: f}], algorithm: {kMeans: {}}, output: {table: silver.o}",
            "must be a gold table"),
        model(
            "key: id, features: [{name: f}], algorithm: {kMeans: {}}, gates: {minSilhouette: 2},"
                + " output: {table: gold.o}",
            "should be less than or equal to 1"),
        model(
            "key: id, features: [{name: f}], algorithm: {kMeans: {}}, output: {table: gold.o},"
                + " maintenance: {schedule: {cron: '0 3 * * *'}, vacuumAfter: 23h}",
            "must be at least 24h, in h or d"),
        model(
            "key: id, features: [{name: f}], algorithm: {dbscan: {}}, output: {table: gold.o}",
            "unknown field \"spec.algorithm.dbscan\""));
  }

  private static List<SchemaRow> runs() {
    return List.of(
        run("{mode: Execute}", "must have exactly one of pipelineRef, segmentModelRef and"),
        run(
            "{pipelineRef: {name: a}, segmentModelRef: {name: b}}",
            "must have exactly one of pipelineRef, segmentModelRef and dataSourceRef"),
        run(
            "{pipelineRef: {name: a}, replayDeadLetters: true}",
            "backfill and replayDeadLetters speak of a source"),
        run(
            "{dataSourceRef: {name: a}, replayDeadLetters: true, backfill: " + MAY + "}",
            "can't have both backfill (of a batch source) and replayDeadLetters (of a stream)"),
        run(
            "{dataSourceRef: {name: a}, fullRefresh: [bronze.a]}",
            "fullRefresh does not go with dataSourceRef"),
        run("{dataSourceRef: {name: a}, backfill: {from: May, to: '" + JUNE + "'}}", TIME_SAYS),
        run("{dataSourceRef: {name: a}, backfill: {from: '" + JUNE + "', to: May}}", TIME_SAYS),
        run(
            "{dataSourceRef: {name: a}, backfill: {from: '2026-06-01T01:00:00+01:00', to: '"
                + JUNE
                + "'}}",
            "holds nothing: to must come after from"),
        run(
            "{pipelineRef: {name: a}, maintenance: true, fullRefresh: [gold.a]}",
            "maintenance goes alone with what it names"),
        run(
            "{segmentModelRef: {name: a}, rollbackTo: {run: b}}",
            "rollbackTo goes with pipelineRef and mode Execute"),
        run(
            "{pipelineRef: {name: a}, mode: Plan, rollbackTo: {run: b}}",
            "rollbackTo goes with pipelineRef and mode Execute"),
        run(
            "{pipelineRef: {name: a}, rollbackTo: {run: b, tables: [{table: gold.a, version: 1}]}}",
            "must have exactly one of run and tables"),
        run(
            "{segmentModelRef: {name: a}, releaseQuarantine: {tables: [silver.a]}}",
            "releaseQuarantine goes with pipelineRef"),
        run(
            "{pipelineRef: {name: a}, rollbackTo: {run: b}, releaseQuarantine: {tables:"
                + " [silver.a]}}",
            "releaseQuarantine goes with pipelineRef"),
        run("{pipelineRef: {name: a}, mode: Dream}", "supported values: \"Execute\", \"Plan\""),
        run("{pipelineRef: {name: a}, force: true}", "unknown field \"spec.force\""));
  }

  private static SchemaRow lakehouse(String spec, String says) {
    return new SchemaRow("Lakehouse", "{" + spec + "}", says);
  }

  private static SchemaRow connections(String connections, String says) {
    return lakehouse(STORAGE + ", " + WORKLOADS + ", connections: [" + connections + "]", says);
  }

  private static SchemaRow api(String auth, String url, String says) {
    return connections("{name: a, http: {url: '%s', auth: %s}}".formatted(url, auth), says);
  }

  private static SchemaRow dated(String pattern, String says) {
    return source(
        "{files: {path: 's3a://x', format: csv, datedFolders: {pattern: %s}}, schedule: {cron: '*/5 * * * *'}}"
            .formatted(pattern),
        says);
  }

  private static SchemaRow notified(String files, String says) {
    return source("{files: {%s}, schedule: {cron: '*/5 * * * *'}}".formatted(files), says);
  }

  private static SchemaRow http(String fields, String says) {
    return source(
        "{http: {connection: c, %s}, schedule: {cron: '*/5 * * * *'}}".formatted(fields), says);
  }

  private static SchemaRow source(String spec, String says) {
    return new SchemaRow("DataSource", spec, says);
  }

  private static SchemaRow pipeline(String spec, String says) {
    return new SchemaRow("MedallionPipeline", spec, says);
  }

  private static SchemaRow expectation(String expectation, String says) {
    return pipeline(
        "{gold: [{name: g, sql: 'SELECT 1', expectations: [" + expectation + "]}]}", says);
  }

  private static SchemaRow model(String spec, String says) {
    return new SchemaRow("SegmentModel", "{from: gold.f, " + spec + "}", says);
  }

  private static SchemaRow run(String spec, String says) {
    return new SchemaRow("LakehouseRun", spec, says);
  }
}
