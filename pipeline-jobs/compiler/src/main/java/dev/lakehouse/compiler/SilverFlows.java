package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.SilverFlow;
import dev.lakehouse.plan.SilverChanges;
import dev.lakehouse.plan.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The inputs of a silver table beside its first one: their checks, and what jobs read. */
final class SilverFlows {
  private SilverFlows() {}

  static void check(String path, SilverTable table, Scope scope, Findings findings) {
    List<SilverFlow> flows = orEmpty(table.alsoFrom());
    Set<String> seen = new HashSet<>(List.of(table.from()));
    for (int i = 0; i < flows.size(); i++) {
      SilverFlow flow = flows.get(i);
      String at = path + ".alsoFrom[" + i + "]";
      TableChecks.exists(at + ".from", flow.from(), scope, findings);
      if (!seen.add(flow.from())) {
        findings.add(
            at + ".from",
            SpecReason.INVALID_SPEC,
            "'%s' is an input already; name each table once, and tell rows apart by expr"
                .formatted(flow.from()));
      }
      findings.checkExpression(at + ".where", flow.where());
      if (flow.columns() != null) {
        flow.columns()
            .forEach((name, expr) -> findings.checkExpression(at + ".columns." + name, expr));
      }
    }
    boolean appended =
        Defaults.or(table.input(), SilverChanges.Input.APPENDED) == SilverChanges.Input.APPENDED;
    if (!flows.isEmpty() && !appended) {
      findings.add(
          path + ".alsoFrom",
          SpecReason.INVALID_SPEC,
          "input Snapshot and ChangeFeed tell from one table which keys are gone; make a table of"
              + " each input, and this one of theirs");
    }
  }

  /** The tables whose rows it has. */
  static List<String> sources(SilverTable table) {
    return Stream.concat(
            Stream.of(table.from()), orEmpty(table.alsoFrom()).stream().map(SilverFlow::from))
        .toList();
  }

  /** As jobs read them; null: there are none. */
  static List<dev.lakehouse.plan.SilverFlow> of(SilverTable table) {
    return orEmpty(table.alsoFrom()).isEmpty()
        ? null
        : table.alsoFrom().stream().map(SilverFlows::of).toList();
  }

  private static dev.lakehouse.plan.SilverFlow of(SilverFlow flow) {
    return new dev.lakehouse.plan.SilverFlow(
        TableName.of(flow.from()), flow.columns(), flow.where());
  }
}
