package dev.lakehouse.operator.schema;

/**
 * A spec that the API server must refuse.
 *
 * @param spec as YAML in flow style
 * @param says part of the message
 */
record SchemaRow(String kind, String spec, String says) {
  /** The object of that spec. */
  String yaml() {
    return "apiVersion: lakehouse.dev/v1alpha1\nkind: %s\nmetadata: {name: refused}\nspec: %s\n"
        .formatted(kind, spec);
  }

  @Override
  public String toString() {
    return kind + ": " + says;
  }
}
