package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A gold table is brought up to date by the keys that changes of its inputs affect.
 *
 * @param mode how it is brought up to date
 * @param obstacle why the query has to be asked in full all the same, as the end of a sentence;
 *     null: the job finds out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GoldRefresh(Mode mode, String obstacle) {
  /** How a table is brought up to date. */
  public enum Mode {
    /** The keys that may have changed are computed again and merged. */
    INCREMENTAL
  }

  /** By changed keys; {@code obstacle} may be null. */
  public static GoldRefresh incremental(String obstacle) {
    return new GoldRefresh(Mode.INCREMENTAL, obstacle);
  }
}
