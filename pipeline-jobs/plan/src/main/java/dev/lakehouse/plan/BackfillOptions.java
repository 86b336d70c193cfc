package dev.lakehouse.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of a job's command line by which a range of a source is ingested once more. */
public final class BackfillOptions {
  @Option(
      names = "--backfill-from",
      paramLabel = "TIME",
      description =
          "Ingest once more what the source has from this time on (RFC 3339), without doubling what"
              + " is there; with --backfill-to.")
  private Instant from;

  @Option(
      names = "--backfill-to",
      paramLabel = "TIME",
      description = "End of what is ingested once more, itself not among it (RFC 3339).")
  private Instant to;

  static BackfillOptions of(BackfillWindow window) {
    BackfillOptions options = new BackfillOptions();
    options.from = window.from();
    options.to = window.to();
    return options;
  }

  List<String> toArguments() {
    return from == null && to == null
        ? List.of()
        : List.of("--backfill-from", from.toString(), "--backfill-to", to.toString());
  }

  /** Throws IllegalArgumentException when only one end is given, or they are not in order. */
  Optional<BackfillWindow> window() {
    return from == null && to == null
        ? Optional.empty()
        : Optional.of(new BackfillWindow(from, to));
  }
}
