package dev.lakehouse.cli;

import dev.lakehouse.plan.RunPlan;
import dev.lakehouse.plan.Step;
import java.util.List;

/** Plans for people. */
final class TextReport {
  private TextReport() {}

  static String of(List<CompiledObject> objects) {
    StringBuilder text = new StringBuilder();
    int steps = 0;
    for (CompiledObject object : objects) {
      append(object, text);
      steps += object.compiled().plan().steps().size();
    }
    return text.append("%d plans, %d steps; nothing was run\n".formatted(objects.size(), steps))
        .toString();
  }

  private static void append(CompiledObject object, StringBuilder text) {
    RunPlan plan = object.compiled().plan();
    text.append("%s  (plan %s)\n".formatted(object.source().title(), object.compiled().hash()));
    int width = plan.steps().stream().mapToInt(step -> step.id().length()).max().orElse(0);
    int number = 0;
    for (Step step : plan.steps()) {
      number++;
      String name = step.id() + " ".repeat(width - step.id().length());
      text.append("  %2d. %s  %s\n".formatted(number, name, StepText.of(step)));
      if (!step.dependsOn().isEmpty() && !(step instanceof Step.Publish)) {
        text.append(
            "      %s  after %s\n"
                .formatted(" ".repeat(width), String.join(", ", step.dependsOn())));
      }
    }
    text.append('\n');
  }
}
