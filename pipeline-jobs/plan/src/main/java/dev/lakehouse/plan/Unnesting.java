package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How nested columns of an input become rows and columns before anything else is done with it.
 *
 * @param explode an array: a row for each element, in its place; null: none
 * @param flatten structs, one after the other: a column for each field, in their place
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Unnesting(String explode, List<String> flatten) {
  /** Nothing is unnested. */
  public static final Unnesting NONE = new Unnesting(null, List.of());

  /** A list that is left out is empty. */
  public Unnesting {
    flatten = flatten == null ? List.of() : flatten;
  }
}
