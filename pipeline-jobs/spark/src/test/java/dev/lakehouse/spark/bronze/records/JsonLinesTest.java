package dev.lakehouse.spark.bronze.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static final String[] SEEDS = {
    "{\"id\":1,\"v\":\"ü\",\"n\":[1,{\"x\":1e5}],\"d\":1.50}",
    "{\"op\":\"u\",\"before\":null,\"after\":{\"id\":1},\"source\":{\"connector\":\"postgresql\",\"lsn\":1,\"ts_ms\":5}}",
    "{\"v\":1e21793843955}",
    "null",
    "[{\"a\":1},{\"a\":2}]"
  };

  /** Lines of anything: each is an object or kept with a reason, and none makes the reader fail. */
  @Test
  void eachLineStandsInOnePlace() throws JsonProcessingException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] line = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
      for (int j = random.nextInt(3); j > 0; j--) {
        line[random.nextInt(line.length)] = (byte) (32 + random.nextInt(224));
      }
      lines.add(new String(line, StandardCharsets.UTF_8));
    }
    int[] seen = new int[lines.size() + 1];
    JsonLines records = new JsonLines(lines.iterator(), new JsonFactory(), true, true);
    while (records.hasNext()) {
      FileRecord record = records.next();
      seen[record.line().intValue()]++;
      assertThat(record.json() == null).isEqualTo(record.reason() != null);
      if (record.json() != null) {
        assertThat(new ObjectMapper().readTree(record.json()).isObject()).isTrue();
      } else {
        assertThat(record.text()).isNotNull();
      }
    }
    for (int i = 1; i <= lines.size(); i++) {
      assertThat(seen[i] > 0 || lines.get(i - 1).strip().equals("[]"))
          .as(lines.get(i - 1))
          .isTrue();
    }
    ChangeRecords events =
        new ChangeRecords(new JsonLines(lines.iterator(), new JsonFactory(), true, true));
    int rows = 0;
    while (events.hasNext()) {
      rows += events.next().json() == null ? 0 : 1;
    }
    assertThat(rows).isBetween(300, 1_100);
  }
}
