package dev.lakehouse.operator.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Writes a status, and looks at what the API server answers. The framework takes every event up to
 * the version of our own write for ours; what somebody else wrote in between (a job's report, an
 * admission, a person's annotation) would go unnoticed, since server-side apply succeeds on top of
 * it. It is in the answer, though: where that shows more than the pass has seen, there is another.
 */
public final class StatusWrite {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private StatusWrite() {}

  /**
   * Does what {@code control} asks for.
   *
   * @param lookAgain when to look again in any case
   * @param unseen whether the answer (second) has something of others that {@code seen} (first) has
   *     not
   */
  public static <P extends HasMetadata> UpdateControl<P> perform(
      UpdateControl<P> control,
      P seen,
      Optional<Duration> lookAgain,
      BiPredicate<P, P> unseen,
      Context<P> context) {
    Optional<Duration> again = lookAgain;
    if (control.isPatchStatus()) {
      P answer =
          context
              .resourceOperations()
              .serverSideApplyPrimaryStatus(control.getResource().orElseThrow());
      again = unseen.test(seen, answer) ? Optional.of(AT_ONCE) : lookAgain;
    }
    UpdateControl<P> done = UpdateControl.noUpdate();
    again.ifPresent(done::rescheduleAfter);
    return done;
  }
}
