package dev.lakehouse.operator.chart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One verb on one resource.
 *
 * @param resource with its subresource, for example pods/exec
 */
record Right(String group, String resource, String verb) {

  /** Several verbs, separated by blanks, on several resources of a group. */
  static Stream<Right> of(String group, String resources, String verbs) {
    return Arrays.stream(resources.split(" "))
        .flatMap(
            resource ->
                Arrays.stream(verbs.split(" ")).map(verb -> new Right(group, resource, verb)));
  }

  /** What the rules of a rendered Role or ClusterRole give. */
  static Set<Right> givenBy(GenericKubernetesResource role) {
    List<Map<String, List<String>>> rules = role.get("rules");
    return rules.stream()
        .flatMap(
            rule ->
                rule.get("apiGroups").stream()
                    .flatMap(
                        group ->
                            of(
                                group,
                                String.join(" ", rule.get("resources")),
                                String.join(" ", rule.get("verbs")))))
        .collect(Collectors.toSet());
  }

  /** For comparison and people. */
  static Set<String> texts(Stream<Right> rights) {
    return rights.map(Right::toString).collect(Collectors.toCollection(TreeSet::new));
  }

  String bareResource() {
    return resource.split("/")[0];
  }

  String subresource() {
    return resource.contains("/") ? resource.split("/")[1] : null;
  }

  @Override
  public String toString() {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }
}
