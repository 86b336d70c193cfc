package dev.lakehouse.spark.environment;

/** An environment that must not be promoted; the message says why and what to do. */
public final class PromotionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PromotionRefused(String message) {
    super(message + " Nothing was changed.");
  }
}
