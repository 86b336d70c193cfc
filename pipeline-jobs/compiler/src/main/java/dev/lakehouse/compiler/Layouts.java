package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.TableLayout;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.ExpectationTerms;
import dev.lakehouse.plan.SchemaEvolution;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Layouts of tables as jobs make them; their specs have passed their checks. */
final class Layouts {
  private Layouts() {}

  /** That of a table; null when it declares none. */
  static dev.lakehouse.plan.TableLayout of(TableLayout declared) {
    if (declared == null) {
      return null;
    }
    var layout =
        new dev.lakehouse.plan.TableLayout(
            declared.partitionBy(),
            declared.description(),
            declared.comments(),
            declared.properties(),
            constraints(declared),
            declared.evolution() == SchemaEvolution.FOLLOW ? null : declared.evolution());
    return layout.equals(dev.lakehouse.plan.TableLayout.NONE) ? null : layout;
  }

  private static Map<String, String> constraints(TableLayout declared) {
    Map<String, String> constraints = new TreeMap<>();
    orEmpty(declared.notNull())
        .forEach(column -> constraints.put(notNull(column), "`" + column + "` IS NOT NULL"));
    orEmpty(declared.constraints())
        .forEach(constraint -> constraints.put(constraint.name(), constraint.check()));
    return constraints;
  }

  /** The name of the constraint by which a column is never null. */
  static String notNull(String column) {
    return "not_null_" + column;
  }

  /**
   * The table's expectations and its constraints as such: asked in the pass that writes, with
   * counts and an outcome like the others, so that Delta has nothing left to refuse.
   */
  static List<Expectation> expectations(List<Expectation> expectations, TableLayout declared) {
    if (declared == null) {
      return expectations;
    }
    Stream<Expectation> constraints =
        constraints(declared).entrySet().stream()
            .map(
                constraint ->
                    new Expectation.Row(
                        "constraint(" + constraint.getKey() + ")",
                        Expectation.Action.FAIL,
                        "coalesce((" + constraint.getValue() + "), false)",
                        ExpectationTerms.NONE));
    return Stream.concat(expectations.stream(), constraints).toList();
  }
}
