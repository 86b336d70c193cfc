package dev.lakehouse.api.manifest;

/**
 * Why the API server would refuse an object.
 *
 * @param path the field, for example {@code spec.silver[0].name}; empty for the whole document
 * @param message what is wrong with it
 */
public record Problem(String path, String message) {
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
