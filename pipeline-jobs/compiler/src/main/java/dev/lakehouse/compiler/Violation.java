package dev.lakehouse.compiler;

/**
 * Why a spec can't be compiled.
 *
 * @param reason the reason of condition SpecValid
 * @param message for people: where in the spec, what is wrong, what to do
 */
public record Violation(SpecReason reason, String message) {
  /** One at a field of the spec, for example {@code spec.gold[0].sql}. */
  static Violation at(String path, SpecReason reason, String text) {
    return new Violation(reason, path + ": " + text);
  }
}
