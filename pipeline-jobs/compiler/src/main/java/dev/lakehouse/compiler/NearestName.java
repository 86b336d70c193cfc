package dev.lakehouse.compiler;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant by a name that does not exist. */
final class NearestName {
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private record Candidate(String name, int distance) {}

  private NearestName() {}

  /** The candidate that differs by the fewest letters, if those are few. */
  static Optional<String> to(String wanted, Collection<String> candidates) {
    int limit = Math.max(2, wanted.length() / 3);
    return candidates.stream()
        .map(name -> new Candidate(name, distance(wanted, name)))
        .filter(candidate -> candidate.distance() <= limit)
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /** {@code " (did you mean NAME?)"}, or nothing. */
  static String hint(String wanted, Collection<String> candidates) {
    return to(wanted, candidates).map(name -> " (did you mean " + name + "?)").orElse("");
  }

  /** The same table in another layer is one mistake, however many letters it takes. */
  private static int distance(String wanted, String name) {
    boolean sameButLayer = name.contains(".") && withoutLayer(name).equals(withoutLayer(wanted));
    return sameButLayer ? 1 : DISTANCE.apply(wanted, name);
  }

  private static String withoutLayer(String name) {
    return name.substring(name.indexOf('.') + 1);
  }
}
