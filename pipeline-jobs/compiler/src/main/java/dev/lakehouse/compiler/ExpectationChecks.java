package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.ExpectationSpec;
import dev.lakehouse.api.ExpectationSpec.RowCount;
import dev.lakehouse.plan.Expectation.Action;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableExpectation;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The checks of a table's expectations. */
final class ExpectationChecks {
  private static final String KINDS =
      "expr, notNull, acceptedValues, range, regex, unique, primaryKey, references, rowCount,"
          + " freshness, schema, drift and anomaly";

  private final ExpectationSpec spec;
  private final String path;
  private final Set<String> columns;
  private final Scope scope;
  private final Findings findings;

  private ExpectationChecks(
      ExpectationSpec spec, String path, Set<String> columns, Scope scope, Findings findings) {
    this.spec = spec;
    this.path = path;
    this.columns = columns;
    this.scope = scope;
    this.findings = findings;
  }

  /** {@code table} is the table's place in the spec; {@code columns} is empty when not declared. */
  static void check(
      String table,
      List<ExpectationSpec> expectations,
      Set<String> columns,
      Scope scope,
      Findings findings) {
    List<ExpectationSpec> all = orEmpty(expectations);
    String path = table + ".expectations";
    CommonChecks.distinct(path, all, ExpectationSpec::name, SpecReason.INVALID_SPEC, findings);
    for (int i = 0; i < all.size(); i++) {
      new ExpectationChecks(all.get(i), path + "[" + i + "]", columns, scope, findings).check();
    }
  }

  private void check() {
    long kinds =
        Stream.of(
                spec.expr(),
                spec.notNull(),
                spec.acceptedValues(),
                spec.range(),
                spec.regex(),
                spec.unique(),
                spec.primaryKey(),
                spec.references(),
                spec.rowCount(),
                spec.freshness(),
                spec.schema(),
                spec.drift(),
                spec.anomaly())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      invalid("", "needs exactly one of " + KINDS + ", and has " + kinds);
      return;
    }
    if (column()) {
      rows();
      table();
      atLeast();
    }
  }

  /** Whether the column is there where one is needed, and nowhere else. */
  private boolean column() {
    boolean needed =
        spec.acceptedValues() != null
            || spec.range() != null
            || spec.regex() != null
            || spec.freshness() != null
            || spec.drift() != null
            || (spec.anomaly() != null && spec.anomaly().metric() != TableExpectation.Metric.ROWS);
    if (needed != (spec.column() != null)) {
      invalid(
          ".column",
          needed
              ? "is missing: name the column that the expectation speaks of"
              : "has no meaning for this kind of expectation; leave it out");
      return false;
    }
    if (needed && !columns.isEmpty() && !columns.contains(spec.column())) {
      findings.add(
          path + ".column",
          SpecReason.INVALID_COLUMN,
          "the table has no column "
              + spec.column()
              + NearestName.hint(spec.column(), columns)
              + "; it has "
              + String.join(", ", new TreeSet<>(columns)));
    }
    return true;
  }

  private void rows() {
    Action action = Defaults.action(spec.action());
    if (RowRules.sql(spec).isEmpty() && action != Action.WARN && action != Action.FAIL) {
      invalid(
          ".action",
          "rows can be turned away by expr, notNull, acceptedValues, range and regex only; use"
              + " Warn or Fail");
    }
    findings.checkExpression(path + ".expr", spec.expr());
    CommonChecks.columnsExist(path + ".notNull", orEmpty(spec.notNull()), columns, findings);
    if (spec.range() != null && spec.range().min() == null && spec.range().max() == null) {
      invalid(".range", "has no bound; set min, max or both");
    }
    if (spec.regex() != null) {
      regex();
    }
  }

  private void regex() {
    try {
      Pattern.compile(spec.regex());
    } catch (PatternSyntaxException e) {
      invalid(
          ".regex",
          "is not a regular expression of Java: %s near index %d"
              .formatted(e.getDescription(), e.getIndex()));
    }
  }

  private void table() {
    CommonChecks.columnsExist(path + ".unique", orEmpty(spec.unique()), columns, findings);
    CommonChecks.columnsExist(path + ".primaryKey", orEmpty(spec.primaryKey()), columns, findings);
    if (spec.references() != null) {
      references(spec.references());
    }
    if (spec.rowCount() != null) {
      rowCount(spec.rowCount());
    }
    findings.checkDuration(path + ".freshness", spec.freshness());
    schema();
  }

  private void schema() {
    List<Step.ColumnType> declared =
        orEmpty(spec.schema()).stream().map(ExpectationPlans::columnType).toList();
    CommonChecks.distinct(
        path + ".schema", declared, Step.ColumnType::name, SpecReason.INVALID_COLUMN, findings);
    for (int i = 0; i < declared.size(); i++) {
      String at = path + ".schema[" + i + "]";
      if (declared.get(i).type().isEmpty()) {
        findings.add(at, SpecReason.INVALID_COLUMN, "needs a name and a type, as in id bigint");
      } else {
        findings.checkType(at, declared.get(i).type());
      }
    }
  }

  private void references(ExpectationSpec.References references) {
    String at = path + ".references";
    TableChecks.exists(at + ".table", references.table(), scope, findings);
    CommonChecks.columnsExist(at + ".columns", references.columns(), columns, findings);
    if (references.keys() != null && references.keys().size() != references.columns().size()) {
      findings.add(
          at + ".keys",
          SpecReason.INVALID_COLUMN,
          "there are %d keys for %d columns; name one key for each column"
              .formatted(references.keys().size(), references.columns().size()));
    }
  }

  private void rowCount(RowCount count) {
    boolean absolute = count.min() != null || count.max() != null;
    boolean relative = count.minOfLast() != null || count.maxOfLast() != null;
    if (absolute == relative) {
      invalid(
          ".rowCount",
          absolute
              ? "mixes numbers with shares of the last runs; make two expectations of it"
              : "has no bound; set min, max, minOfLast or maxOfLast");
      return;
    }
    OptionalDouble least = share(".rowCount.minOfLast", count.minOfLast());
    OptionalDouble greatest = share(".rowCount.maxOfLast", count.maxOfLast());
    boolean crossed =
        count.min() != null && count.max() != null && count.min() > count.max()
            || least.isPresent()
                && greatest.isPresent()
                && least.getAsDouble() > greatest.getAsDouble();
    if (crossed) {
      invalid(
          ".rowCount",
          (absolute ? "min is above max" : "minOfLast is above maxOfLast")
              + "; no table can meet it");
    }
  }

  private void atLeast() {
    if (spec.atLeast() == null) {
      return;
    }
    boolean ofRows =
        RowRules.sql(spec).isPresent()
            || spec.unique() != null
            || spec.primaryKey() != null
            || spec.references() != null;
    OptionalDouble share = share(".atLeast", spec.atLeast());
    if (!ofRows) {
      invalid(".atLeast", "goes with expectations that count rows; leave it out here");
    } else if (share.isPresent() && (share.getAsDouble() <= 0 || share.getAsDouble() > 1)) {
      invalid(".atLeast", "lies above 0% and is 100% at most");
    }
  }

  private OptionalDouble share(String field, String text) {
    OptionalDouble share = text == null ? OptionalDouble.empty() : Percentages.share(text);
    if (text != null && share.isEmpty()) {
      invalid(field, "'" + text + "' is not a share: write a number and %, for example 99.5%");
    }
    return share;
  }

  private void invalid(String field, String text) {
    findings.add(path + field, SpecReason.INVALID_SPEC, text);
  }
}
