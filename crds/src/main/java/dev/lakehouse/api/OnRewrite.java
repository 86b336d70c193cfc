package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done about a file that was written anew after it had been read. */
public enum OnRewrite {
  @JsonProperty("Ignore")
  IGNORE,
  @JsonProperty("Append")
  APPEND,
  @JsonProperty("Replace")
  REPLACE,
  @JsonProperty("Fail")
  FAIL
}
