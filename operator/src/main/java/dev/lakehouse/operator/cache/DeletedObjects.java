package dev.lakehouse.operator.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The last objects that were deleted, by UID: as many as passes can be late. A pass that began
 * before its object was deleted may end after, and must not bring back what was told of it.
 */
public final class DeletedObjects {
  private static final int KEPT = 10_000;

  private final Set<String> uids =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > KEPT;
                }
              }));

  /** From now on it is known to be gone. */
  public void add(HasMetadata object) {
    uids.add(object.getMetadata().getUid());
  }

  /** Whether it is. */
  public boolean has(HasMetadata object) {
    return uids.contains(object.getMetadata().getUid());
  }
}
