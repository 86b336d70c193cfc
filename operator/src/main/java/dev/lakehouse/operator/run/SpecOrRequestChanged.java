package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lets an owner's own changes through when its spec changed or a person asks for a run or approves
 * a change by annotation, which leaves the generation as it is. Status is written by nobody else.
 */
public final class SpecOrRequestChanged implements OnUpdateFilter<HasMetadata> {
  private static final List<String> REQUESTS =
      List.of(ApiGroup.RUN_NOW_ANNOTATION, ApiGroup.APPROVE_ANNOTATION);

  @Override
  public boolean accept(HasMetadata after, HasMetadata before) {
    return !Objects.equals(
            after.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(after.getMetadata().getUid(), before.getMetadata().getUid())
        || REQUESTS.stream()
            .anyMatch(request -> !Objects.equals(value(after, request), value(before, request)));
  }

  private static String value(HasMetadata owner, String annotation) {
    Map<String, String> annotations = owner.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(annotation);
  }
}
