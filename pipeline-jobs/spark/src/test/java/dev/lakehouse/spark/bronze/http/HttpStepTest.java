package dev.lakehouse.spark.bronze.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.BackfillWindow;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.HttpAuth;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.HttpRead.Incremental;
import dev.lakehouse.plan.HttpRead.MarkFormat;
import dev.lakehouse.plan.HttpRead.Pagination;
import dev.lakehouse.plan.HttpRead.PaginationType;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.TestLake;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpStepTest {
  private static final long START = 1_777_888_800;

  private static Step.Http step(
      String path, String records, Pagination pages, Incremental incremental, String... columns) {
    return new Step.Http(
        "bronze.records",
        List.of(),
        TableName.of("bronze.records"),
        "api",
        new HttpRead(path, Map.of(), Map.of(), records, pages, incremental, 10_000, 20, 1 << 20),
        List.of(columns).stream()
            .map(column -> column.split(" ", 2))
            .map(parts -> new Step.ColumnType(parts[0], parts[1]))
            .toList());
  }

  private static TestLake lake(ApiServer server, HttpAuth auth) {
    return TestLake.create()
        .env("TOKEN", "s3cret-word")
        .connection(new PlanConnection.Http("api", server.url(), auth, null));
  }

  private static Pagination pagination(PaginationType type) {
    return switch (type) {
      case PAGE -> new Pagination(type, "at", 1, null, null, null);
      case OFFSET -> new Pagination(type, "at", 0, null, null, null);
      case CURSOR -> new Pagination(type, "at", null, "/paging/next", null, null);
      case LINK -> new Pagination(type, null, null, null, null, null);
    };
  }

  /** Whatever the API does between: each version that a read could see is there once. */
  @ParameterizedTest
  @EnumSource(PaginationType.class)
  void eachVersionOfARecordComesOnce(PaginationType type) {
    RecordsApi api = new RecordsApi(type, type.ordinal());
    Random random = new Random(type.ordinal());
    try (ApiServer server = new ApiServer(api)) {
      api.at(server.url());
      TestLake lake = lake(server, null);
      Step.Http step =
          step(
              "/records",
              "/result/data",
              pagination(type),
              new Incremental("/updatedAt", "since", MarkFormat.ISO8601, 0, null),
              "id int",
              "version int",
              "updated_at timestamp");
      TreeSet<String> seen = new TreeSet<>();
      for (int read = 0; read < 3; read++) {
        for (int i = 0; i < 20; i++) {
          // Several changes share a moment, also one with those that were read before.
          api.put(random.nextInt(40), read * 20 + i, START + read * 100_000L + i / 5 - 1);
        }
        seen.addAll(api.now());
        lake.run(null, step).ok();
        assertThat(lake.values("bronze.records", "concat(id, '.', version)"))
            .containsExactlyElementsOf(seen);
      }
      assertThat(lake.run(null, step).ok().step("bronze.records").state())
          .isEqualTo(StepStatus.State.SKIPPED);
      assertThat(lake.values("bronze.records", "_rescued").stream().distinct())
          .containsExactly("null");
    }
  }

  @Test
  void aLateRecordComesWithinTheOverlapAndTheFirstReadBeginsWhereToldTo() {
    RecordsApi api = new RecordsApi(PaginationType.CURSOR, 1);
    try (ApiServer server = new ApiServer(api)) {
      TestLake lake = lake(server, null);
      Step.Http step =
          step(
              "/records",
              "/result/data",
              pagination(PaginationType.CURSOR),
              new Incremental(
                  "/updatedAt", "since", MarkFormat.ISO8601, 60_000, "2026-05-04T10:00:00Z"),
              "id int",
              "version int");
      api.put(1, 0, START - 1);
      api.put(2, 0, START);
      api.put(3, 0, START + 100);
      lake.run(null, step).ok();
      api.put(4, 0, START + 50);
      api.put(5, 0, START + 30);
      lake.run(null, step).ok();
      assertThat(lake.values("bronze.records", "id")).containsExactly("2", "3", "4");
      assertThat(lake.table("bronze.records").state().note().orElseThrow().cursor())
          .isEqualTo("2026-05-04T10:01:40.000000000Z");
    }
  }

  @Test
  void aRangeIsReadOnceMoreWithoutDoublingAndWithoutGoingBack() {
    RecordsApi api = new RecordsApi(PaginationType.OFFSET, 2);
    try (ApiServer server = new ApiServer(api)) {
      TestLake lake = lake(server, null);
      Step.Http step =
          step(
              "/records",
              "/result/data",
              pagination(PaginationType.OFFSET),
              new Incremental("/updatedAt", "since", MarkFormat.ISO8601, 0, null),
              "id int",
              "version int");
      BackfillWindow hour =
          new BackfillWindow(Instant.ofEpochSecond(START), Instant.ofEpochSecond(START + 3600));
      assertThat(lake.backfilling(hour).run(null, step).ok().step("bronze.records").state())
          .isEqualTo(StepStatus.State.SKIPPED);
      api.put(1, 0, START);
      api.put(2, 0, START + 7200);
      lake.backfilling(null).run(null, step).ok();
      String reached = lake.table("bronze.records").state().note().orElseThrow().cursor();
      api.put(3, 0, START - 1);
      api.put(4, 0, START);
      api.put(5, 0, START + 3599);
      api.put(6, 0, START + 3600);
      api.put(7, 0, START + 9000);
      lake.backfilling(hour).run(null, step).ok();
      lake.run(null, step).ok();
      assertThat(lake.values("bronze.records", "id")).containsExactly("1", "2", "4", "5");
      assertThat(lake.table("bronze.records").state().note().orElseThrow().cursor())
          .isEqualTo(reached);
      lake.backfilling(null).run(null, step).ok();
      assertThat(lake.values("bronze.records", "id")).containsExactly("1", "2", "4", "5", "7");
    }
  }

  @Test
  void whatDoesNotFitIsRescuedFieldByField() {
    String body =
        """
        [{"Id": 1, "amount": 12.50, "at": "2026-05-04T10:00:00Z", "tags": ["a"], "place": {"city": "W"}},
         {"Id": "two", "amount": 12.505, "at": "yesterday", "tags": [{"a": 1}], "more": {"x": 1.10}},
         {"Id": 3, "amount": null, "tags": null, "place": {"city": {"deep": 1}}}]
        """;
    try (ApiServer server = new ApiServer(request -> request.answer(200, body))) {
      TestLake lake = lake(server, null);
      Step.Http step =
          step(
              "/a",
              "",
              null,
              null,
              "id bigint",
              "amount decimal(12,2)",
              "at timestamp",
              "tags array<int>",
              "place struct<city: string>");
      lake.run(null, step).ok();
      assertThat(
              lake.values("bronze.records", "id", "amount", "string(at)", "place.city", "_rescued"))
          .containsExactly(
              "1|12.50|2026-05-04 10:00:00|W|{\"tags\":[\"a\"]}",
              "3|null|null|{\"deep\":1}|null",
              "null|null|null|null|{\"amount\":12.505,\"at\":\"yesterday\",\"id\":\"two\",\"more\":{\"x\":1.10},\"tags\":[{\"a\":1}]}");
    }
  }

  @Test
  void withoutColumnsTheyAreInferredAndKeepTheirTypes() {
    String[] bodies = {"[{\"id\":1,\"a\":true}]", "[{\"id\":\"x\",\"b\":{\"c\":[1]},\"_hash\":7}]"};
    int[] read = {0};
    try (ApiServer server = new ApiServer(request -> request.answer(200, bodies[read[0]]))) {
      TestLake lake = lake(server, null);
      Step.Http step = step("/a", "", null, null);
      lake.run(null, step).ok();
      lake.run(null, step).ok();
      read[0] = 1;
      lake.run(null, step).ok();
      assertThat(lake.values("bronze.records", "id", "a", "b.c[0]", "_rescued"))
          .as("without a high-water field all comes each time")
          .containsExactly(
              "1|true|null|null", "1|true|null|null", "null|null|1|{\"_hash\":7,\"id\":\"x\"}");
    }
  }

  @Test
  void failuresHaveTheirReasonsAndNoSecrets() {
    HttpAuth auth = new HttpAuth(HttpAuth.Type.BEARER, null, "TOKEN", null, null, null);
    HttpAuth unset = new HttpAuth(HttpAuth.Type.BEARER, null, "GONE", null, null, null);
    try (ApiServer server = new ApiServer(request -> request.answer(401, "s3cret-word"))) {
      assertThat(reason(lake(server, auth))).isEqualTo(FailureReason.ACCESS_DENIED);
      assertThat(reason(lake(server, unset))).isEqualTo(FailureReason.CONFIGURATION_MISSING);
    }
  }

  private static FailureReason reason(TestLake lake) {
    var failure = lake.run(null, step("/a", "", null, null)).failure().orElseThrow();
    assertThat(failure.message()).doesNotContain("s3cret-word");
    assertThat(lake.version("bronze.records")).isEqualTo(-1);
    return failure.reason();
  }
}
