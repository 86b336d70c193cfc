package dev.lakehouse.operator.datasource;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.DataSourceStatus;
import dev.lakehouse.api.ScalingStatus;
import dev.lakehouse.operator.events.Transition;
import dev.lakehouse.operator.events.Transition.Type;
import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.plan.FailureReason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The events of a DataSource; pure. */
final class SourceTransitions {
  private SourceTransitions() {}

  /** What changes with a status that is about to be written. */
  static List<Transition> of(DataSource source, DataSourceStatus after) {
    return Stream.of(
            Transition.ofReady(source, source.getStatus(), after),
            lost(source, after),
            scaled(source, after))
        .flatMap(Optional::stream)
        .toList();
  }

  /** That records were lost, or more of them. */
  private static Optional<Transition> lost(DataSource source, DataSourceStatus after) {
    Optional<String> before = loss(source.getStatus());
    return loss(after)
        .filter(message -> !before.equals(Optional.of(message)))
        .map(
            message ->
                new Transition(
                    source,
                    Type.WARNING,
                    ConditionTypes.COMPLETE,
                    FailureReason.DATA_LOST.label(),
                    message));
  }

  private static Optional<String> loss(DataSourceStatus status) {
    return Optional.ofNullable(status)
        .flatMap(known -> known.condition(ConditionTypes.COMPLETE))
        .filter(condition -> Condition.FALSE.equals(condition.status()))
        .map(Condition::message);
  }

  /** Another number of pods. That one of a sleeping stream looks and goes again is not told. */
  private static Optional<Transition> scaled(DataSource source, DataSourceStatus after) {
    ScalingStatus was = source.getStatus() == null ? null : source.getStatus().scaling();
    ScalingStatus is = after.scaling();
    boolean same = was == null || is == null || was.replicas().equals(is.replicas());
    boolean looks =
        !same
            && (is.reason().equals(ScaleRule.LOOKING)
                || (is.reason().equals(ScaleRule.IDLE) && was.reason().equals(ScaleRule.LOOKING)));
    return same || looks
        ? Optional.empty()
        : Optional.of(
            new Transition(
                source,
                Type.NORMAL,
                "Scale",
                Reasons.SCALED,
                "From %d to %d consumers (%s): %s"
                    .formatted(was.replicas(), is.replicas(), is.reason(), is.message())));
  }
}
