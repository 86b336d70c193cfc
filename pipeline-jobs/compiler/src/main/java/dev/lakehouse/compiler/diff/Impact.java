package dev.lakehouse.compiler.diff;

/** What a change of a plan means for a table, the gravest last. */
public enum Impact {
  /** Its rows stay; what comes from now on is treated as the spec says. */
  KEEPS_ROWS("keeps its rows"),
  /** Versions stay, for nobody could make them anew; rows made otherwise begin a new one. */
  NEW_VERSIONS("keeps its history; rows that are made otherwise get a new version"),
  /** All of it is made anew from its input, in one commit. */
  REBUILDS("is made anew from all of its input"),
  /** It is made anew, and who reads it may not find what they read. Waits until it is approved. */
  BREAKING("is made anew, and breaks what relies on it");

  private final String words;

  Impact(String words) {
    this.words = words;
  }

  /** The impact as the predicate of a sentence about the table. */
  public String words() {
    return words;
  }

  Impact or(Impact other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
