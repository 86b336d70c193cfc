package dev.lakehouse.spark.continuous;

import static dev.lakehouse.spark.Steps.gold;
import static dev.lakehouse.spark.Steps.publish;
import static dev.lakehouse.spark.Steps.silver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.plan.progress.StepStatus;
import dev.lakehouse.spark.delta.LogEnd;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

  private static final Step A = silver("a", "bronze.a", List.of("id"), "at");
  private static final Step B = silver("b", "bronze.b", List.of("id"), "at");
  private static final Step BOTH =
      gold(
          "both",
          "SELECT 1 FROM silver.a JOIN silver.b",
          List.of("silver.a", "silver.b"),
          List.of("silver.a", "silver.b"));
  private static final Step ONLY_B =
      gold("only_b", "SELECT 1 FROM silver.b", List.of("silver.b"), List.of("silver.b"));

  private final Agenda agenda = agenda(A, B, BOTH, ONLY_B);

  private static Agenda agenda(Step... steps) {
    return new Agenda(
        new RunPlan(
            RunPlan.FORMAT_VERSION,
            new RunPlan.PlanOwner("MedallionPipeline", "crm", "test"),
            new RunPlan.Lake("/lake", null, null, RunPlan.Endpoints.AWS),
            List.of(),
            List.of(steps)));
  }

  private static Map<TableName, LogEnd> ends(long a, long b) {
    Map<TableName, LogEnd> ends = new TreeMap<>();
    ends.put(TableName.of("bronze.a"), new LogEnd(a, a));
    ends.put(TableName.of("bronze.b"), new LogEnd(b, b));
    return ends;
  }

  private static StepStatus done(String step) {
    return StepStatus.running(step, NOW.toString()).skipped("nothing new");
  }

  private static StepStatus failed(String step, FailureReason why) {
    return StepStatus.running(step, NOW.toString()).failed(why, "", 1L);
  }

  private void allDone(Map<TableName, LogEnd> ends) {
    agenda.due(ends, NOW).forEach(step -> agenda.ended(done(step), ends, NOW));
    assertThat(agenda.due(ends, NOW)).isEmpty();
  }

  @Test
  void atFirstAllThenWhatMovedAndWhatFollows() {
    assertThat(agenda.inputs())
        .extracting(Object::toString)
        .containsExactly("bronze.a", "bronze.b");
    assertThat(agenda.due(ends(0, 0), NOW)).hasSize(4);
    allDone(ends(0, 0));
    assertThat(agenda.due(ends(1, 0), NOW)).containsExactly("silver.a", "gold.both");
    allDone(ends(1, 0));
    assertThat(agenda.due(ends(1, 1), NOW)).containsExactly("silver.b", "gold.both", "gold.only_b");
  }

  @Test
  void aTableThatWasMadeAnewHasMoved() {
    allDone(ends(3, 0));
    Map<TableName, LogEnd> anew = ends(3, 0);
    anew.put(TableName.of("bronze.a"), new LogEnd(3, 99));
    assertThat(agenda.due(anew, NOW)).containsExactly("silver.a", "gold.both");
    anew.remove(TableName.of("bronze.a"));
    assertThat(agenda.due(anew, NOW)).contains("silver.a");
  }

  @Test
  void dataThatIsRefusedIsTriedAgainWithNewInputAndHoldsOnlyItsBranch() {
    allDone(ends(0, 0));
    agenda.ended(failed("silver.a", FailureReason.EXPECTATION_FAILED), ends(1, 0), NOW);
    Instant later = NOW.plusSeconds(86_400);
    assertThat(agenda.due(ends(1, 0), later)).isEmpty();
    assertThat(agenda.due(ends(1, 1), later))
        .as("what needs the refused table keeps its old version too")
        .containsExactly("silver.b", "gold.only_b");
    agenda.due(ends(1, 1), later).forEach(step -> agenda.ended(done(step), ends(1, 1), later));
    assertThat(agenda.due(ends(2, 1), later)).containsExactly("silver.a", "gold.both");
    allDone(ends(2, 1));
  }

  @Test
  void infrastructureIsTriedAgainAfterPausesThatGrow() {
    allDone(ends(0, 0));
    agenda.ended(failed("silver.a", FailureReason.SOURCE_UNREACHABLE), ends(1, 0), NOW);
    assertThat(agenda.due(ends(1, 0), NOW.plusSeconds(4))).isEmpty();
    assertThat(agenda.due(ends(2, 1), NOW.plusSeconds(4)))
        .as("others go on meanwhile")
        .containsExactly("silver.b", "gold.only_b");
    assertThat(agenda.due(ends(1, 0), NOW.plusSeconds(5))).containsExactly("silver.a", "gold.both");
    agenda.ended(failed("silver.a", FailureReason.UNEXPECTED), ends(1, 0), NOW.plusSeconds(5));
    assertThat(agenda.failuresInARow()).isEqualTo(2);
    assertThat(agenda.due(ends(1, 0), NOW.plusSeconds(14))).isEmpty();
    assertThat(agenda.due(ends(1, 0), NOW.plusSeconds(15))).isNotEmpty();
    agenda.ended(done("silver.a"), ends(1, 0), NOW.plusSeconds(15));
    agenda.ended(done("gold.both"), ends(1, 0), NOW.plusSeconds(15));
    assertThat(agenda.failuresInARow()).isZero();
    assertThat(agenda.due(ends(1, 0), NOW.plusSeconds(16))).isEmpty();
    assertThat(Agenda.pause(100)).hasMinutes(5);
  }

  @Test
  void aPublishIsTriedAgainAloneForAsLongAsItsWarehouseIsDown() {
    Step publish = publish("gold.only_b", "warehouse", "m.b", List.of("gold.only_b"), "id");
    Agenda publishing = agenda(B, ONLY_B, publish);
    Map<TableName, LogEnd> ends = ends(0, 0);
    Instant now = NOW;
    assertThat(publishing.due(ends, now)).hasSize(3);
    publishing.ended(done("silver.b"), ends, now);
    publishing.ended(done("gold.only_b"), ends, now);
    for (int i = 1; i < 20; i++) {
      publishing.ended(failed(publish.id(), FailureReason.TARGET_UNREACHABLE), ends, now);
      assertThat(publishing.due(ends, now)).isEmpty();
      assertThat(publishing.due(ends(0, i), now)).containsExactly("silver.b", "gold.only_b");
      now = now.plus(Agenda.pause(i));
      assertThat(publishing.due(ends, now)).containsExactly(publish.id());
    }
    assertThat(publishing.failuresInARow()).as("the driver goes on").isZero();
    publishing.ended(done(publish.id()), ends, now);
    assertThat(publishing.due(ends, now)).isEmpty();
  }

  @Test
  void stepsThatWereNotBegunAreStillToBeDone() {
    Map<TableName, LogEnd> ends = ends(0, 0);
    for (String step : agenda.due(ends, NOW)) {
      agenda.ended(
          Set.of("silver.a", "gold.both").contains(step)
              ? step.equals("silver.a")
                  ? failed(step, FailureReason.DATA_INVALID)
                  : StepStatus.pending(step).skipped("not begun")
              : done(step),
          ends,
          NOW);
    }
    assertThat(agenda.due(ends, NOW)).isEmpty();
    assertThat(agenda.due(ends(1, 0), NOW)).containsExactly("silver.a", "gold.both");
  }
}
