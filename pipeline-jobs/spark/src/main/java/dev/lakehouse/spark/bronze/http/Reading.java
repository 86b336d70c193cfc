package dev.lakehouse.spark.bronze.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lakehouse.plan.HttpRead;
import dev.lakehouse.plan.PlanConnection;
import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.bronze.records.FieldNames;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Goes over the pages of one read and spools their records. */
final class Reading {
  private final ApiClient client;
  private final PlanConnection.Http connection;
  private final Step.Http step;
  private final Mark mark;
  private String greatest;

  Reading(ApiClient client, PlanConnection.Http connection, Step.Http step) {
    this.client = client;
    this.connection = connection;
    this.step = step;
    HttpRead.Incremental incremental = step.read().incremental();
    this.mark = incremental == null ? null : new Mark(incremental);
  }

  /** Reads all pages; {@code since}, where given, is what the API is asked for. */
  void into(Spool spool, Optional<String> since) {
    HttpRead read = step.read();
    FieldNames names = new FieldNames(step.columns());
    LoopGuard loops = new LoopGuard();
    Paging paging = new Paging(connection.url(), read.path(), parameters(since), read.pagination());
    Optional<URI> next = Optional.of(paging.first());
    while (next.isPresent()) {
      HttpResponse<byte[]> answer = client.get(next.get());
      Page page = Page.of(next.get(), answer.body(), read.records());
      loops.page(next.get(), answer.body(), page.records().isEmpty());
      for (ObjectNode record : page.records()) {
        Optional<String> value = mark == null ? Optional.empty() : mark.of(record);
        value.ifPresent(this::see);
        spool.add(names.of(record), value);
      }
      next = paging.after(page, answer.headers().allValues("Link"));
    }
  }

  private Map<String, String> parameters(Optional<String> since) {
    Map<String, String> parameters = new TreeMap<>(step.read().query());
    since.ifPresent(
        value -> parameters.put(step.read().incremental().parameter(), mark.parameter(value)));
    return parameters;
  }

  private void see(String value) {
    if (greatest == null || mark.order().compare(value, greatest) > 0) {
      greatest = value;
    }
  }

  /** The greatest high-water value there was. */
  Optional<String> greatest() {
    return Optional.ofNullable(greatest);
  }
}
