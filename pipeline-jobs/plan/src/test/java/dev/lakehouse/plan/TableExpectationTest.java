package dev.lakehouse.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.Expectation.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableExpectationTest {
  private static final ExpectationTerms TERMS = new ExpectationTerms(0.995, "why", "ann");

  @Test
  void everyKindSurvivesTheRoundTrip() throws JsonProcessingException {
    List<Expectation> all =
        List.of(
            new Expectation.Row("a", Action.DROP, "x > 0", TERMS),
            new TableExpectation.PrimaryKey("b", Action.FAIL, List.of("id"), TERMS),
            new TableExpectation.Freshness("c", Action.WARN, "at", 1000, null),
            new TableExpectation.Schema(
                "d", Action.WARN, List.of(new Step.ColumnType("id", "bigint")), null),
            new TableExpectation.RelativeRowCount("e", Action.WARN, 0.5, null, 10, TERMS),
            new TableExpectation.Drift("f", Action.WARN, "x", 0.2, null),
            new TableExpectation.Anomaly(
                "g",
                Action.FAIL,
                TableExpectation.Metric.NULL_SHARE,
                "x",
                3.5,
                TableExpectation.Season.HOUR,
                null));
    ObjectMapper json = new ObjectMapper();
    for (Expectation expectation : all) {
      String text = json.writeValueAsString(expectation);
      assertThat(json.readValue(text, Expectation.class)).as(text).isEqualTo(expectation);
    }
  }

  @Test
  void toleranceIsAShareOfTheRows() {
    assertThat(ExpectationTerms.NONE.tolerates(0, 0)).isTrue();
    assertThat(ExpectationTerms.NONE.tolerates(1, 1000)).isFalse();
    assertThat(TERMS.tolerates(5, 1000)).isTrue();
    assertThat(TERMS.tolerates(6, 1000)).isFalse();
    assertThat(TERMS.tolerates(1, 0)).isFalse();
  }
}
