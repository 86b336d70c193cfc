package dev.lakehouse.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Lakehouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The CRDs that the chart installs are those of module crds. */
class ChartCrdsTest {
  private static final String UPDATE =
      "run: cp crds/src/main/resources/crds/*.yaml charts/lakehouse-operator/crds/, then commit the"
          + " change";

  private static final List<String> KINDS =
      List.of("datasources", "lakehouseruns", "lakehouses", "medallionpipelines", "segmentmodels");

  @TestFactory
  Stream<DynamicTest> eachIsTheSame() {
    return KINDS.stream().map(kind -> DynamicTest.dynamicTest(kind, () -> assertSame(kind)));
  }

  @Test
  void thereAreNoOthers() throws IOException {
    try (Stream<Path> files = Files.list(Helm.chart().resolve("crds"))) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .as(UPDATE)
          .containsExactlyElementsOf(KINDS.stream().map(ChartCrdsTest::fileName).toList());
    }
  }

  private static void assertSame(String kind) throws IOException {
    try (InputStream generated = Lakehouse.class.getResourceAsStream("/crds/" + fileName(kind))) {
      assertThat(Helm.chart().resolve("crds").resolve(fileName(kind)))
          .as(UPDATE)
          .hasContent(new String(generated.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String fileName(String kind) {
    return kind + ".lakehouse.dev.yaml";
  }
}
