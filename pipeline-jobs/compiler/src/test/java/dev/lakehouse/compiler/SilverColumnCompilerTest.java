package dev.lakehouse.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.ColumnCleaning.Normaliser;
import dev.lakehouse.plan.ColumnMask;
import dev.lakehouse.plan.Expectation;
import dev.lakehouse.plan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilverColumnCompilerTest {

  private static Compilation compile(String column) {
    return PlanCompiler.compile(
        Specs.pipeline(
            "p",
            """
            silver:
              - name: orders
                from: bronze.orders
                keys: [id]
                sequenceBy: at
                columns:
                  - {name: extra}
                  - %s
            """
                    .formatted(column)
                + (column.contains("name: at") ? "" : "      - {name: at}\n")
                + (column.contains("name: id") ? "" : "      - {name: id}\n")),
        new Workspace(
            List.of(Specs.lakehouse()), List.of(Specs.source("orders")), List.of(), List.of()));
  }

  private static Step.SilverColumn column(String column) {
    Compilation compilation = compile(column);
    if (!(compilation instanceof Compilation.Compiled compiled)) {
      throw new AssertionError(compilation.toString());
    }
    return ((Step.Silver) compiled.plan().steps().get(0)).columns().get(1);
  }

  private static List<String> refusals(String column) {
    return compile(column) instanceof Compilation.Refused refused
        ? refused.violations().stream().map(Violation::message).toList()
        : List.of();
  }

  @Test
  void aColumnOfAnotherNameIsNamedLetterByLetter() {
    assertThat(column("{name: a, from: 'Order-`Id'}"))
        .isEqualTo(new Step.SilverColumn("a", "`Order-``Id`", null, null));
  }

  @Test
  void cleaningStandsInThePlanWhereItDoesAnything() {
    assertThat(column("{name: a, cast: int, onInvalid: Warn, normalise: []}").cleaning()).isNull();
    assertThat(column("{name: a, cast: int, onInvalid: Quarantine}").cleaning())
        .isEqualTo(new ColumnCleaning(List.of(), null, Expectation.Action.QUARANTINE));
    assertThat(column("{name: a, normalise: [NullTokens, Phone], region: AT}").cleaning())
        .isEqualTo(
            new ColumnCleaning(
                List.of(Normaliser.NULL_TOKENS, Normaliser.PHONE), "AT", Expectation.Action.WARN));
  }

  @Test
  void eachMaskIsOneOfThePlan() {
    assertThat(column("{name: a, mask: {tokenise: {saltSecret: pii}}}").mask())
        .isEqualTo(new ColumnMask.Tokenise("LAKEHOUSE_SALT_PII"));
    assertThat(column("{name: a, mask: {redact: {}}}").mask())
        .isEqualTo(new ColumnMask.Redact("***"));
    assertThat(column("{name: a, mask: {partial: {keepLast: 4}}}").mask())
        .isEqualTo(new ColumnMask.Partial(0, 4));
    assertThat(column("{name: a, mask: {generalise: {to: Month}}}").mask())
        .isEqualTo(new ColumnMask.GeneraliseTime(ColumnMask.Unit.MONTH));
    assertThat(column("{name: a, mask: {generalise: {width: 2.5}}}").mask())
        .isEqualTo(new ColumnMask.GeneraliseNumber(2.5));
  }

  @Test
  void whatMakesNoSenseIsRefusedWhereItStands() {
    assertRefused("{name: a, from: b, expr: c}", "columns[1]: has from and expr");
    assertRefused("{name: a, normalise: [Trim, Trim]}", "normalise: names a form twice");
    assertRefused("{name: a, normalise: [Trim], onInvalid: Drop}", "onInvalid: goes with cast");
    assertRefused("{name: a, region: DE}", "region: goes with normalise Phone");
    assertRefused("{name: a, normalise: [Phone], region: XX}", "'XX' is no region of ISO 3166");
    assertRefused("{name: a, mask: {}}", "mask: must have exactly one of");
    assertRefused(
        "{name: a, mask: {redact: {}, partial: {keepLast: 1}}}", "mask: must have exactly one of");
    assertRefused("{name: a, mask: {partial: {}}}", "partial: keeps nothing");
    assertRefused("{name: a, mask: {generalise: {}}}", "generalise: must have to");
    assertRefused("{name: a, mask: {generalise: {width: 0}}}", "width: must be above zero");
    assertRefused("{name: at, mask: {redact: {}}}", "hides the order that sequenceBy needs");
    assertRefused("{name: id, mask: {partial: {keepLast: 4}}}", "mask a key by hash");
    assertThat(refusals("{name: id, mask: {hash: {saltSecret: pii}}}")).isEmpty();
  }

  private static void assertRefused(String column, String why) {
    assertThat(refusals(column)).as(column).singleElement().asString().contains(why);
  }
}
