package dev.lakehouse.operator.run;

import dev.lakehouse.api.ApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Map;
import java.util.Objects;

/**
 * Lets an owner's own changes through when its spec changed or a person asks for a run by
 * annotation, which leaves the generation as it is. Status is written by nobody else.
 */
public final class SpecOrRequestChanged implements OnUpdateFilter<HasMetadata> {
  @Override
  public boolean accept(HasMetadata after, HasMetadata before) {
    return !Objects.equals(
            after.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(after.getMetadata().getUid(), before.getMetadata().getUid())
        || !Objects.equals(request(after), request(before));
  }

  private static String request(HasMetadata owner) {
    Map<String, String> annotations = owner.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(ApiGroup.RUN_NOW_ANNOTATION);
  }
}
