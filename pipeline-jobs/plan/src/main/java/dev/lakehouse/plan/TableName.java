package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table's name within one Lakehouse, written {@code bronze.orders}. Both parts are never null;
 * the name holds lower-case letters, digits and underscores and starts with a letter.
 */
public record TableName(Layer layer, String name) implements Comparable<TableName> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /**
   * Reads {@code layer.name}; throws IllegalArgumentException with a message for users otherwise.
   */
  @JsonCreator
  public static TableName of(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is not a table name: write bronze.NAME, silver.NAME or gold.NAME, NAME in"
                        + " lower-case letters, digits and underscores"));
  }

  /** Reads {@code layer.name}, or empty when {@code text} is something else. */
  public static Optional<TableName> parse(String text) {
    int dot = text == null ? -1 : text.indexOf('.');
    if (dot < 0 || !NAME.matcher(text.substring(dot + 1)).matches()) {
      return Optional.empty();
    }
    String layer = text.substring(0, dot);
    return Arrays.stream(Layer.values())
        .filter(candidate -> candidate.label().equals(layer))
        .findFirst()
        .map(found -> new TableName(found, text.substring(dot + 1)));
  }

  /** Where the table lies: {@code <root>/<layer>/<name>}. */
  public String path(String root) {
    String base = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    return base + "/" + layer.label() + "/" + name;
  }

  /** The table beside this one that keeps what was not let in, for example its quarantine. */
  public TableName sibling(String suffix) {
    return new TableName(layer, name + "_" + suffix);
  }

  @Override
  public int compareTo(TableName other) {
    int byLayer = layer.compareTo(other.layer);
    return byLayer != 0 ? byLayer : name.compareTo(other.name);
  }

  @JsonValue
  @Override
  public String toString() {
    return layer.label() + "." + name;
  }
}
