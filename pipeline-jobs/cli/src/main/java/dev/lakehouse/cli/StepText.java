package dev.lakehouse.cli;

import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.GoldRefresh;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverFlow;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableLayout;
import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.stream.Collectors;

/** Steps in words. */
final class StepText {
  private StepText() {}

  /** What the step does, without its name. */
  static String of(Step step) {
    if (step instanceof Step.Silver silver) {
      return silver(silver);
    }
    if (step instanceof Step.Gold gold) {
      return "a query of "
          + (gold.reads().isEmpty() ? "no table" : names(gold.reads()))
          + refresh(gold.refresh())
          + expectations(gold.expectations());
    }
    if (step instanceof Step.Publish publish) {
      return "to table %s of %s, rows by %s"
          .formatted(publish.target(), publish.connection(), String.join(", ", publish.keys()));
    }
    if (step instanceof Step.Segment segment) {
      return "k-means of %s by %s: %d to %d segments of %s"
          .formatted(
              segment.from(),
              segment.features().stream().map(Step.Feature::name).collect(Collectors.joining(", ")),
              segment.minSegments(),
              segment.maxSegments(),
              segment.key());
    }
    return source(step);
  }

  private static String refresh(GoldRefresh refresh) {
    if (refresh == null) {
      return "";
    }
    return refresh.obstacle() == null
        ? ", of changed keys only"
        : ", in full though declared Incremental: " + refresh.obstacle();
  }

  /** Where a bronze table's records come from. */
  static String source(Step step) {
    if (step instanceof Step.Kinesis kinesis) {
      return "stream " + kinesis.stream();
    }
    if (step instanceof Step.Jdbc jdbc) {
      return "table "
          + jdbc.table()
          + " of "
          + jdbc.connection()
          + (jdbc.cursor() == null ? ", whole" : ", new rows by " + jdbc.cursor());
    }
    if (step instanceof Step.Files files) {
      return "new " + files.format() + " files of " + files.path();
    }
    if (step instanceof Step.Http http) {
      return http.read().path()
          + " of "
          + http.connection()
          + (http.read().incremental() == null
              ? ", whole"
              : ", new records by " + http.read().incremental().field());
    }
    return "nothing";
  }

  private static String silver(Step.Silver silver) {
    String how =
        silver.history() == Step.History.NONE
            ? "every row of " + sources(silver)
            : kept(silver.history())
                + sources(silver)
                + " by "
                + String.join(", ", silver.keys())
                + (silver.sequenceBy() == null ? "" : " in order of " + silver.sequenceBy())
                + changes(silver.changes());
    return how
        + lookups(silver.query())
        + folders(silver.layout())
        + expectations(silver.expectations());
  }

  private static String lookups(SilverQuery query) {
    if (query == null) {
      return "";
    }
    boolean keeps = query.onLookupChange() == SilverQuery.OnLookupChange.KEEP;
    return query.lookups().isEmpty()
        ? ", by SQL"
        : ", by SQL that looks up %s (a change there %s)"
            .formatted(names(query.lookups()), keeps ? "is for new rows" : "makes all rows anew");
  }

  private static String folders(TableLayout layout) {
    List<String> columns = TableLayout.or(layout).partitionBy();
    return columns.isEmpty() ? "" : ", in folders by " + String.join(", ", columns);
  }

  private static String sources(Step.Silver silver) {
    return SilverFlow.sources(silver).stream()
        .map(TableName::toString)
        .collect(Collectors.joining(", "));
  }

  private static String kept(Step.History history) {
    return switch (history) {
      case TYPE2 -> "all versions of the rows of ";
      case FIRST -> "the first row of ";
      default -> "the newest row of ";
    };
  }

  private static String changes(SilverChanges changes) {
    return changes == null
        ? ""
        : (changes.deleteWhen() == null ? "" : ", deleted when " + changes.deleteWhen())
            + (changes.ignoreNulls() ? ", nulls keep what was" : "");
  }

  private static String expectations(List<Expectation> expectations) {
    return expectations.isEmpty()
        ? ""
        : expectations.stream()
            .map(expectation -> expectation.name() + " (" + action(expectation) + ")")
            .collect(Collectors.joining(", ", "; expects ", ""));
  }

  private static String action(Expectation expectation) {
    return switch (expectation.action()) {
      case WARN -> "Warn";
      case DROP -> "Drop";
      case QUARANTINE -> "Quarantine";
      case FAIL -> "Fail";
    };
  }

  static String names(List<TableName> tables) {
    return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
  }
}
