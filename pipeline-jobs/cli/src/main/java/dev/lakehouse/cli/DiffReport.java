package dev.lakehouse.cli;

import dev.lakehouse.compiler.diff.PlanDiff;
import dev.lakehouse.compiler.diff.StepChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What changes between two versions of some specs, for people. */
final class DiffReport {
  private DiffReport() {}

  static String of(List<CompiledObject> before, List<CompiledObject> after) {
    Map<String, CompiledObject> old = byName(before);
    Map<String, CompiledObject> now = byName(after);
    StringBuilder text = new StringBuilder();
    int breaking = 0;
    for (Map.Entry<String, CompiledObject> object : now.entrySet()) {
      CompiledObject was = old.get(object.getKey());
      String title = object.getValue().source().title();
      if (was == null) {
        text.append(title).append("  is new\n\n");
        continue;
      }
      PlanDiff diff = PlanDiff.between(was.compiled().plan(), object.getValue().compiled().plan());
      append(title, object.getValue().compiled().hash(), diff, text);
      breaking += diff.breaking().size();
    }
    old.forEach(
        (name, object) -> {
          if (!now.containsKey(name)) {
            text.append(object.source().title()).append("  is gone; its tables stay\n\n");
          }
        });
    if (text.isEmpty()) {
      return "no table changes; nothing was run\n";
    }
    return text.append(
            breaking == 0
                ? "nothing breaks; nothing was run\n"
                : "%d breaking, which wait for approval when applied; nothing was run\n"
                    .formatted(breaking))
        .toString();
  }

  private static void append(String title, String hash, PlanDiff diff, StringBuilder text) {
    if (diff.isEmpty()) {
      return;
    }
    text.append("%s  (plan %s)\n".formatted(title, hash));
    for (StepChange change : diff.changes()) {
      text.append("  %s %s\n".formatted(change.breaking() ? "!" : sign(change), change.text()));
    }
    text.append('\n');
  }

  private static String sign(StepChange change) {
    return switch (change.kind()) {
      case ADDED -> "+";
      case REMOVED -> "-";
      case CHANGED -> "~";
    };
  }

  private static Map<String, CompiledObject> byName(List<CompiledObject> objects) {
    Map<String, CompiledObject> byName = new LinkedHashMap<>();
    objects.forEach(
        object -> byName.put(object.source().namespace() + "/" + object.source().title(), object));
    return byName;
  }
}
