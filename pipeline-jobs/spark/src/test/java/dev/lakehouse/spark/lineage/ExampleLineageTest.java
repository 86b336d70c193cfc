package dev.lakehouse.spark.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lineage of examples/customer-360; {@code -Dgolden.update=true} writes it down anew. */
class ExampleLineageTest {
  /** What the command line tool compiles the example to; a test of its own keeps it true. */
  private static final Path PLANS = Path.of("../cli/src/test/resources/golden/customer-360.json");

  private static final Path GOLDEN = Path.of("src/test/resources/lineage/customer-360.text");

  @Test
  void everyColumnOfTheExampleIsFollowed() throws IOException {
    List<RunPlan> plans = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(Files.readString(PLANS))) {
      plans.add(PlanCodec.fromJson(each.path("plan").toString()));
    }
    LineageReport report = LineageReport.of(TestLake.spark(), plans, table -> Optional.empty());
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of("gold.customer_features", "gold.revenue_by_market", "gold.customer_segments")) {
      all.append("== ").append(table).append('\n').append(answer(report, table, null, false));
    }
    all.append("== downstream\n").append(answer(report, "bronze.customers", "phone", true));
    all.append(answer(report, "bronze.orders", "totalprice", true));
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, all.toString());
    }
    assertThat(GOLDEN).hasContent(all.toString());
  }

  private static String answer(
      LineageReport report, String table, String column, boolean downstream) {
    return report.answer(
        TableName.of(table), column, downstream, LineageReport.Format.TEXT, Clock.systemUTC());
  }
}
