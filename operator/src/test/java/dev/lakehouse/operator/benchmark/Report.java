package dev.lakehouse.operator.benchmark;

import java.time.Duration;
import java.util.Locale;

/** The figures as Markdown, ratios first. */
final class Report {
  private static final double NANOS = 1e9;

  private final Options options;
  private final Measured measured;
  private final String conditions;

  Report(Options options, Measured measured, String conditions) {
    this.options = options;
    this.measured = measured;
    this.conditions = conditions;
  }

  String text() {
    return String.join("\n", times(), latencies(), costs(), calls(), conditions, "");
  }

  private String times() {
    double operator = measured.operator() / NANOS;
    double raw = measured.raw() / NANOS;
    return """

    | %,d pipelines | operator | raw writes | ratio |
    |---|---:|---:|---:|
    | applied -> all runs Succeeded, all pipelines Ready | %s s | %s s | %s |
    | pipelines per minute | %s | %s | |
    | writes (users, operator, Spark operator, jobs) | %,d | %,d | |
    | writes per second | %s | %s | |

    Of the operator's time, users took %s s to apply.
    """
        .formatted(
            options.pipelines(),
            number(operator),
            number(raw),
            number(operator / raw),
            whole(options.pipelines() * 60 / operator),
            whole(options.pipelines() * 60 / raw),
            measured.writes().total(),
            measured.replayed().total(),
            whole(measured.writes().total() / operator),
            whole(measured.replayed().total() / raw),
            number(measured.applying() / NANOS));
  }

  private String latencies() {
    return """
    | latency, ms | p50 | p90 | p99 | max |
    |---|---:|---:|---:|---:|
    %s
    %s
    """
        .formatted(
            row("apply -> SparkApplication seen", measured.appliedToApplication()),
            row("SparkApplication finished -> pipeline Ready seen", measured.finishedToReady()));
  }

  private String costs() {
    return """
    | operator | |
    |---|---:|
    | processor time | %s s (%s ms a pipeline) |
    | live heap afterwards | %d MiB |
    | resident memory afterwards, peak | %d MiB, %d MiB |
    | start of the process until ready | %s s, %d MiB resident |
    | idle for %d s: writes, other requests, processor time | %d, %d, %s s |
    """
        .formatted(
            seconds(measured.cpu()),
            number(measured.cpu().toNanos() / 1e6 / options.pipelines()),
            measured.liveHeap(),
            measured.resident(),
            measured.peakResident(),
            seconds(measured.start()),
            measured.startResident(),
            options.idle().toSeconds(),
            measured.idle().writes().total(),
            measured.idle().total() - measured.idle().writes().total(),
            seconds(measured.idleCpu()));
  }

  private String calls() {
    StringBuilder table =
        new StringBuilder("| the operator's requests | a pipeline | all |\n|---|---:|---:|\n");
    measured
        .calls()
        .byCall()
        .forEach(
            (call, count) ->
                table.append(
                    "| %s | %s | %,d |\n"
                        .formatted(call, number((double) count / options.pipelines()), count)));
    table.append(
        "| all | %s | %,d |\n"
            .formatted(
                number((double) measured.calls().total() / options.pipelines()),
                measured.calls().total()));
    ApiCounts missing = measured.writes().minus(measured.replayed());
    if (missing.total() != 0) {
      table.append("\nNot among the raw writes: ").append(missing.byCall()).append('\n');
    }
    return table.toString();
  }

  private static String row(String name, Percentiles percentiles) {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            name,
            whole(percentiles.p50()),
            whole(percentiles.p90()),
            whole(percentiles.p99()),
            whole(percentiles.max()));
  }

  private static String seconds(Duration duration) {
    return number(duration.toNanos() / NANOS);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
