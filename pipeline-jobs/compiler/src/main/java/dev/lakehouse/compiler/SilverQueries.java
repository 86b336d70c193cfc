package dev.lakehouse.compiler;

import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.SilverQuery;
import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.stream.Stream;

/** The query of a silver table over its new rows: its checks, and what jobs read. */
final class SilverQueries {
  private SilverQueries() {}

  static void check(String path, SilverTable table, Scope scope, Findings findings) {
    boolean keeps = table.onLookupChange() == SilverQuery.OnLookupChange.KEEP;
    boolean appended =
        Defaults.or(table.input(), SilverChanges.Input.APPENDED) == SilverChanges.Input.APPENDED;
    if (keeps && (table.sql() == null || !appended)) {
      findings.add(
          path + ".onLookupChange",
          SpecReason.INVALID_SPEC,
          "Keep goes with sql, and with input Appended: Snapshot and ChangeFeed compare rows with"
              + " those that are there, which must have been looked up alike; leave it out");
    }
    if (table.sql() != null) {
      ParsedSql parsed = SparkGrammar.queryOfNewRows(table.sql());
      findings.addSql(path + ".sql", parsed);
      TableChecks.exist(path + ".sql", lookups(parsed), scope, findings);
    }
  }

  /** All tables that it is made of; its query may name some that are none. */
  static Stream<String> reads(SilverTable table) {
    return Stream.concat(
            SilverFlows.sources(table).stream(),
            lookups(table.sql()).stream().map(TableName::toString))
        .distinct();
  }

  /** As jobs read it; null: there is none. */
  static SilverQuery of(SilverTable table) {
    return table.sql() == null
        ? null
        : new SilverQuery(
            table.sql(),
            lookups(table.sql()),
            Defaults.or(table.onLookupChange(), SilverQuery.OnLookupChange.REBUILD));
  }

  private static List<TableName> lookups(String sql) {
    return sql == null ? List.of() : Declarations.tables(lookups(SparkGrammar.queryOfNewRows(sql)));
  }

  private static List<ParsedSql.TableReference> lookups(ParsedSql parsed) {
    return parsed.tables().stream()
        .filter(reference -> !reference.text().equalsIgnoreCase(SilverQuery.INPUT))
        .toList();
  }
}
