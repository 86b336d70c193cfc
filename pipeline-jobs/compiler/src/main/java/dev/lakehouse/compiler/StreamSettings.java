package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;

import dev.lakehouse.api.DataSourceSpec;
import dev.lakehouse.api.DataSourceSpec.Kinesis;
import dev.lakehouse.api.Durations;
import dev.lakehouse.api.OnDataLoss;
import dev.lakehouse.api.StreamCommit;
import dev.lakehouse.plan.ConsumerSettings;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.OffsetDateTime;

/** How a stream is read and committed: checks and settings of its spec. */
final class StreamSettings {
  private static final String STALL_AFTER = "15m";
  private static final int ROWS = 100_000;
  private static final String BYTES = "16Mi";
  private static final String TARGET_FILE_SIZE = "128Mi";
  private static final String MEMORY = "512Mi";

  /** Rows take several times their payload, and reads that are under way need room, too. */
  private static final int SHARE_OF_MEMORY = 16;

  private StreamSettings() {}

  static void check(Kinesis kinesis, Findings findings) {
    int before = findings.violations().size();
    findings.checkDuration("spec.kinesis.commitInterval", kinesis.commitInterval());
    findings.checkDuration("spec.kinesis.stallAfter", kinesis.stallAfter());
    if (findings.violations().size() == before) {
      stall(kinesis, findings);
    }
    start(kinesis, findings);
    if (kinesis.commit() != null) {
      commit(kinesis, findings);
    }
  }

  private static void stall(Kinesis kinesis, Findings findings) {
    long stall = Durations.parse(or(kinesis.stallAfter(), STALL_AFTER)).toMillis();
    if (stall < 2 * interval(kinesis)) {
      findings.add(
          "spec.kinesis.stallAfter",
          SpecReason.INVALID_SPEC,
          "is shorter than two commit intervals, so that a consumer that only waits for its next"
              + " commit would be restarted; make it longer, or commitInterval shorter");
    }
  }

  private static void start(Kinesis kinesis, Findings findings) {
    boolean wanted = kinesis.startFrom() == DataSourceSpec.StartFrom.AT_TIMESTAMP;
    if (wanted != (kinesis.startAt() != null)) {
      findings.add(
          "spec.kinesis.startAt",
          SpecReason.INVALID_SPEC,
          wanted
              ? "is missing: startFrom: AtTimestamp needs to know which time"
              : "goes with startFrom: AtTimestamp only; remove it, or set startFrom");
    } else if (wanted) {
      findings.checkTime("spec.kinesis.startAt", kinesis.startAt());
    }
  }

  private static void commit(Kinesis kinesis, Findings findings) {
    StreamCommit commit = kinesis.commit();
    size("spec.kinesis.commit.bytes", commit.bytes(), findings);
    size("spec.kinesis.commit.targetFileSize", commit.targetFileSize(), findings);
    String memory = or(kinesis.memory(), MEMORY);
    String held = or(commit.bytes(), BYTES);
    if (DataSourceChecks.isQuantity(held)
        && DataSourceChecks.isQuantity(memory)
        && bytes(held) * SHARE_OF_MEMORY > bytes(memory)) {
      findings.add(
          "spec.kinesis.commit.bytes",
          SpecReason.INVALID_SPEC,
          "is more than a sixteenth of spec.kinesis.memory ("
              + memory
              + "): rows take several times their payload; hold less, or give the pod more");
    }
  }

  private static void size(String path, String text, Findings findings) {
    if (text != null && !DataSourceChecks.isQuantity(text)) {
      findings.add(path, SpecReason.INVALID_SPEC, "'" + text + "' is not a size; for example 16Mi");
    }
  }

  private static long bytes(String quantity) {
    return Quantity.getAmountInBytes(new Quantity(quantity)).longValue();
  }

  private static long interval(Kinesis kinesis) {
    return Durations.parse(or(kinesis.commitInterval(), Defaults.COMMIT_INTERVAL)).toMillis();
  }

  /** The settings of a spec that has passed its checks. */
  static ConsumerSettings of(Kinesis kinesis) {
    StreamCommit commit = or(kinesis.commit(), new StreamCommit(null, null, null));
    return new ConsumerSettings(
        start(kinesis),
        new ConsumerSettings.CommitWhen(
            interval(kinesis),
            or(commit.rows(), ROWS),
            bytes(or(commit.bytes(), BYTES)),
            bytes(or(commit.targetFileSize(), TARGET_FILE_SIZE))),
        kinesis.onDataLoss() == OnDataLoss.CONTINUE
            ? ConsumerSettings.OnDataLoss.CONTINUE
            : ConsumerSettings.OnDataLoss.STOP,
        Durations.parse(or(kinesis.stallAfter(), STALL_AFTER)).toMillis(),
        kinesis.enhancedFanOut() == null ? null : kinesis.enhancedFanOut().consumerName());
  }

  private static ConsumerSettings.Start start(Kinesis kinesis) {
    DataSourceSpec.StartFrom from = or(kinesis.startFrom(), DataSourceSpec.StartFrom.TRIM_HORIZON);
    return switch (from) {
      case TRIM_HORIZON ->
          new ConsumerSettings.Start(ConsumerSettings.StartFrom.TRIM_HORIZON, null);
      case LATEST -> new ConsumerSettings.Start(ConsumerSettings.StartFrom.LATEST, null);
      case AT_TIMESTAMP ->
          new ConsumerSettings.Start(
              ConsumerSettings.StartFrom.AT_TIMESTAMP,
              OffsetDateTime.parse(kinesis.startAt()).toInstant().toString());
    };
  }
}
