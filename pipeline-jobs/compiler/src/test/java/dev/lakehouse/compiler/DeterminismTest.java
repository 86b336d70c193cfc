package dev.lakehouse.compiler;

import static dev.lakehouse.compiler.Specs.plan;
import static dev.lakehouse.compiler.Specs.source;
import static dev.lakehouse.compiler.Specs.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.plan.PlanCodec;
import dev.lakehouse.plan.Step;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The same spec gives the same bytes, whatever stands around it and in whatever order. */
class DeterminismTest {
  private static MedallionPipeline pipeline(int tables, Random shuffle) {
    List<String> silver =
        new ArrayList<>(
            IntStream.range(0, tables)
                .mapToObj(i -> "  - {name: s%d, from: bronze.b, keys: [id]}".formatted(i))
                .toList());
    List<String> gold =
        new ArrayList<>(
            IntStream.range(0, tables)
                .mapToObj(
                    i ->
                        "  - {name: g%d, sql: \"SELECT * FROM silver.s%d JOIN silver.s%d USING (id)%s\"}"
                            .formatted(
                                i,
                                i,
                                (i * 7 + 3) % tables,
                                i == 0 ? "" : " JOIN gold.g" + (i - 1) + " USING (id)"))
                .toList());
    Collections.shuffle(silver, shuffle);
    Collections.shuffle(gold, shuffle);
    return Specs.pipeline(
        "p", "silver:\n" + String.join("\n", silver) + "\ngold:\n" + String.join("\n", gold));
  }

  @Property(tries = 50)
  void theOrderOfDeclarationDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 15) int tables, @ForAll long seed) {
    MedallionPipeline first = pipeline(tables, new Random(seed));
    MedallionPipeline second = pipeline(tables, new Random(seed + 1));
    List<HasMetadata> others = new ArrayList<>(List.of(source("b"), source("c"), second));
    Collections.shuffle(others, new Random(seed));
    String json =
        PlanCodec.toJson(plan(PlanCompiler.compile(first, workspace(first, source("b")))));
    assertThat(
            PlanCodec.toJson(
                plan(PlanCompiler.compile(second, workspace(others.toArray(HasMetadata[]::new))))))
        .isEqualTo(json);
  }

  @Example
  void aPlanOfTwoHundredTablesIsComplete() {
    MedallionPipeline pipeline = pipeline(100, new Random(1));
    List<Step> steps = plan(PlanCompiler.compile(pipeline, workspace(source("b")))).steps();
    assertThat(steps).hasSize(200);
    Set<String> done = new HashSet<>();
    for (Step step : steps) {
      assertThat(done).containsAll(step.dependsOn());
      done.add(step.id());
    }
  }

  @Example
  void anotherSpecHasAnotherHash() {
    assertThat(hash("SELECT 1")).isEqualTo(hash("SELECT 1")).isNotEqualTo(hash("SELECT 2"));
  }

  private static String hash(String sql) {
    MedallionPipeline pipeline = Specs.gold("p", "x: " + sql);
    return ((Compilation.Compiled) PlanCompiler.compile(pipeline, workspace(pipeline))).hash();
  }
}
