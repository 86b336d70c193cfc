package dev.lakehouse.compiler;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/** An object that declares tables. */
record Owner(String kind, String name, String created) {
  /**
   * Of two that declare the same the first in this order has it: the older, then by kind and name,
   * so that exactly one is refused. What was not created yet (a file) is younger than what was.
   */
  static final Comparator<Owner> PRECEDENCE =
      Comparator.comparing(Owner::created, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Owner::kind)
          .thenComparing(Owner::name);

  static Owner of(HasMetadata object) {
    return new Owner(
        object.getKind(),
        object.getMetadata().getName(),
        object.getMetadata().getCreationTimestamp());
  }

  boolean isSameObjectAs(Owner other) {
    return kind.equals(other.kind) && name.equals(other.name);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
