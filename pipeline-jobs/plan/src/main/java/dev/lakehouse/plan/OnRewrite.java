package dev.lakehouse.plan;

/** What is done about a file that was written anew after its rows had been taken in. */
public enum OnRewrite {
  /** The rows stay as they are. */
  IGNORE,
  /** Its rows are added; those of before stay. */
  APPEND,
  /** Its rows come in place of those of before, in one commit. */
  REPLACE,
  /** The run fails and names the file. */
  FAIL
}
