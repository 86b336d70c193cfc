package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Defaults.orEmpty;

import dev.lakehouse.api.Mask;
import dev.lakehouse.api.MedallionPipelineSpec.SilverTable;
import dev.lakehouse.api.SilverColumn;
import dev.lakehouse.plan.ColumnCleaning.Normaliser;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The checks of a silver table's columns. */
final class SilverColumnChecks {
  private final SilverTable table;
  private final String path;
  private final SilverColumn column;
  private final Findings findings;

  private SilverColumnChecks(
      SilverTable table, String path, SilverColumn column, Findings findings) {
    this.table = table;
    this.path = path;
    this.column = column;
    this.findings = findings;
  }

  static void check(String path, SilverTable table, Findings findings) {
    List<SilverColumn> columns = orEmpty(table.columns());
    CommonChecks.distinct(
        path + ".columns", columns, SilverColumn::name, SpecReason.INVALID_COLUMN, findings);
    for (int i = 0; i < columns.size(); i++) {
      new SilverColumnChecks(table, path + ".columns[" + i + "]", columns.get(i), findings).check();
    }
  }

  private void check() {
    if (column.from() != null && column.expr() != null) {
      invalid("", "has from and expr: from names one column of the input, expr computes; keep one");
    }
    findings.checkExpression(path + ".expr", column.expr());
    findings.checkType(path + ".cast", column.cast());
    List<Normaliser> forms = orEmpty(column.normalise());
    if (new HashSet<>(forms).size() < forms.size()) {
      invalid(".normalise", "names a form twice; once is enough");
    }
    if (column.onInvalid() != null
        && column.cast() == null
        && forms.stream().noneMatch(Normaliser::canFail)) {
      invalid(
          ".onInvalid",
          "goes with cast, or normalise Email, Phone or Country: nothing else can find a value"
              + " invalid; leave it out");
    }
    if (column.region() != null) {
      region(column.region(), forms);
    }
    if (column.mask() != null) {
      mask(column.mask());
    }
  }

  private void region(String region, List<Normaliser> forms) {
    if (!forms.contains(Normaliser.PHONE)) {
      invalid(".region", "goes with normalise Phone; leave it out");
    } else if (!Set.of(Locale.getISOCountries()).contains(region)) {
      invalid(
          ".region", "'" + region + "' is no region of ISO 3166; write two capitals, such as DE");
    }
  }

  private void mask(Mask mask) {
    long kinds =
        Stream.of(mask.hash(), mask.tokenise(), mask.redact(), mask.partial(), mask.generalise())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      invalid(".mask", "must have exactly one of hash, tokenise, redact, partial and generalise");
      return;
    }
    Mask.Generalise general = mask.generalise();
    if (general != null && (general.to() == null) == (general.width() == null)) {
      invalid(".mask.generalise", "must have to, for dates and times, or width, for numbers");
    }
    if (general != null && general.width() != null && !(general.width() > 0)) {
      invalid(".mask.generalise.width", "must be above zero");
    }
    Mask.Partial part = mask.partial();
    if (part != null && Defaults.or(part.keepFirst(), 0) + Defaults.or(part.keepLast(), 0) == 0) {
      invalid(".mask.partial", "keeps nothing; set keepFirst or keepLast, or use redact");
    }
    if (column.name().equals(table.sequenceBy())) {
      invalid(
          ".mask",
          "hides the order that sequenceBy needs; order by another column, or leave the mask out");
    }
    if (mask.hash() == null && orEmpty(table.keys()).contains(column.name())) {
      invalid(
          ".mask",
          "makes different keys the same, so that rows of different keys would replace each other;"
              + " mask a key by hash");
    }
  }

  private void invalid(String field, String text) {
    findings.add(path + field, SpecReason.INVALID_COLUMN, text);
  }
}
