package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.or;
import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.Mask;
import dev.lakehouse.api.SilverColumn;
import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.JobEnvironment;
import dev.lakehouse.plan.Step;
import java.util.List;

/** The columns of silver tables in a plan; their specs have passed their checks. */
final class SilverColumns {
  private static final String REDACTED = "***";

  private SilverColumns() {}

  static List<Step.SilverColumn> of(List<SilverColumn> columns) {
    return orEmpty(columns).stream().map(SilverColumns::of).toList();
  }

  private static Step.SilverColumn of(SilverColumn column) {
    ColumnCleaning cleaning =
        new ColumnCleaning(
            orEmpty(column.normalise()), column.region(), Defaults.action(column.onInvalid()));
    return new Step.SilverColumn(
        column.name(),
        column.from() == null ? column.expr() : quoted(column.from()),
        column.cast(),
        column.mask() == null ? null : mask(column.mask()),
        cleaning.equals(ColumnCleaning.NONE) ? null : cleaning);
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private static ColumnMask mask(Mask mask) {
    if (mask.hash() != null) {
      return new ColumnMask.Hash(JobEnvironment.salt(mask.hash().saltSecret()));
    }
    if (mask.tokenise() != null) {
      return new ColumnMask.Tokenise(JobEnvironment.salt(mask.tokenise().saltSecret()));
    }
    if (mask.redact() != null) {
      return new ColumnMask.Redact(or(mask.redact().with(), REDACTED));
    }
    if (mask.partial() != null) {
      return new ColumnMask.Partial(
          or(mask.partial().keepFirst(), 0), or(mask.partial().keepLast(), 0));
    }
    return mask.generalise().to() == null
        ? new ColumnMask.GeneraliseNumber(mask.generalise().width())
        : new ColumnMask.GeneraliseTime(mask.generalise().to());
  }
}
