package dev.lakehouse.operator.status;

import dev.lakehouse.api.Condition;
import dev.lakehouse.api.ConditionTypes;
import dev.lakehouse.api.ConditionedStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The one way conditions are made. Its rules:
 *
 * <ul>
 *   <li>{@code lastTransitionTime} is kept unless the status (True, False, Unknown) changes; a new
 *       reason or message alone is no transition.
 *   <li>{@code observedGeneration} is the generation of the object that was looked at.
 *   <li>The order is fixed ({@link #ORDER}), so that equal conditions are equal lists.
 *   <li>{@code Ready} is derived, never set: the first required condition that is False, else the
 *       first that is Unknown, else True with {@link Reasons#READY}. Informative conditions don't
 *       count.
 * </ul>
 */
public final class Conditions {
  private static final List<String> ORDER =
      List.of(
          ConditionTypes.READY,
          ConditionTypes.SPEC_VALID,
          ConditionTypes.CONNECTIONS_READY,
          ConditionTypes.SOURCE_READY,
          ConditionTypes.INGESTING,
          ConditionTypes.COMPLETE,
          ConditionTypes.FRESH,
          ConditionTypes.APPROVAL_NEEDED,
          ConditionTypes.PROGRESSING,
          ConditionTypes.TRAINED,
          ConditionTypes.QUALITY_MET,
          ConditionTypes.PUBLISHED,
          ConditionTypes.MAINTAINED,
          ConditionTypes.SUCCEEDED);

  private record Entry(String type, Verdict verdict, boolean required) {}

  private final ConditionedStatus previous;
  private final Long generation;
  private final Instant now;
  private final List<Entry> entries = new ArrayList<>();

  private Conditions(ConditionedStatus previous, Long generation, Instant now) {
    this.previous = previous;
    this.generation = generation;
    this.now = now;
  }

  /**
   * Conditions of an object.
   *
   * @param previous the status as it stands; null before the first look
   * @param generation the object's {@code metadata.generation}
   */
  public static Conditions after(ConditionedStatus previous, Long generation, Instant now) {
    return new Conditions(previous, generation, now);
  }

  /** Adds a condition that Ready depends on. */
  public Conditions required(String type, Verdict verdict) {
    return add(new Entry(type, verdict, true));
  }

  /** Adds a condition that Ready doesn't depend on. */
  public Conditions informative(String type, Verdict verdict) {
    return add(new Entry(type, verdict, false));
  }

  /** All of them, with Ready; {@code whenMet} is what Ready says when nothing required fails. */
  public List<Condition> withReady(Verdict whenMet) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(condition(ConditionTypes.READY, ready().orElse(whenMet)));
    entries.forEach(entry -> conditions.add(condition(entry.type(), entry.verdict())));
    conditions.sort(Comparator.comparingInt(condition -> ORDER.indexOf(condition.type())));
    return List.copyOf(conditions);
  }

  /**
   * After an error: the conditions as they were, but Ready. The pass ended before it could say
   * more, so the others keep the generation they were observed for.
   */
  public static List<Condition> afterError(
      ConditionedStatus previous, Long generation, Instant now, Verdict ready) {
    Conditions conditions = after(previous, generation, now);
    List<Condition> all = new ArrayList<>();
    all.add(conditions.condition(ConditionTypes.READY, ready));
    if (previous != null && previous.conditions() != null) {
      previous.conditions().stream()
          .filter(condition -> !condition.type().equals(ConditionTypes.READY))
          .forEach(all::add);
    }
    return List.copyOf(all);
  }

  private Conditions add(Entry entry) {
    if (!ORDER.contains(entry.type()) || entry.type().equals(ConditionTypes.READY)) {
      throw new IllegalArgumentException(entry.type() + " can't be set");
    }
    entries.add(entry);
    return this;
  }

  private Optional<Verdict> ready() {
    return first(Condition.FALSE).or(() -> first(Condition.UNKNOWN));
  }

  private Optional<Verdict> first(String status) {
    return entries.stream()
        .filter(entry -> entry.required() && entry.verdict().status().equals(status))
        .min(Comparator.comparingInt(entry -> ORDER.indexOf(entry.type())))
        .map(Entry::verdict);
  }

  private Condition condition(String type, Verdict verdict) {
    String since =
        Optional.ofNullable(previous)
            .flatMap(status -> status.condition(type))
            .filter(condition -> condition.status().equals(verdict.status()))
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(
        type, verdict.status(), generation, since, verdict.reason(), verdict.message());
  }
}
