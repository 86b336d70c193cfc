package dev.lakehouse.operator.cluster;

import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The operator that all tests of a class share; a static field with {@code @RegisterExtension},
 * beside {@code @ExtendWith(ApiServer.class)}. What tests wait for may take as long as a busy API
 * server takes.
 */
public final class RunningOperator implements BeforeAllCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOKS = Duration.ofMillis(50);

  private final Supplier<TestOperator> starts;
  private TestOperator operator;

  private RunningOperator(Supplier<TestOperator> starts) {
    this.starts = starts;
  }

  /** One that is started like that. */
  public static RunningOperator of(Supplier<TestOperator> starts) {
    return new RunningOperator(starts);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(PATIENCE);
    Awaitility.setDefaultPollInterval(LOOKS);
    operator = starts.get();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (operator != null) {
      operator.close();
    }
  }

  /** Ends it and starts another. */
  public void restart() {
    operator.close();
    operator = starts.get();
  }

  /** How many passes its reconcilers have made since it started. */
  public long reconciliations() {
    return operator.reconciliations();
  }
}
