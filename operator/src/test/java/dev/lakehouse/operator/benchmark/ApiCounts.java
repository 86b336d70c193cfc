package dev.lakehouse.operator.benchmark;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests of each kind the API server has answered, by its own metrics. Only of resources
 * that the operator deals with: what the server writes for itself is nobody's here. Leases are left
 * out, a leader renews its own whatever there is to do.
 */
record ApiCounts(SortedMap<ApiCall, Long> byCall) {
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^apiserver_request_total\\{([^}]*)\\} (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final Set<String> GROUPS =
      Set.of("lakehouse.dev", "sparkoperator.k8s.io", "events.k8s.io", "apps", "batch");
  private static final Set<String> CORE =
      Set.of("configmaps", "secrets", "serviceaccounts", "pods");

  /** The counts now. */
  static ApiCounts of(KubernetesClient client) {
    return parse(client.raw("/metrics"));
  }

  static ApiCounts parse(String metrics) {
    SortedMap<ApiCall, Long> counts = new TreeMap<>();
    Matcher samples = SAMPLE.matcher(metrics);
    while (samples.find()) {
      Map<String, String> labels = labels(samples.group(1));
      if (isOurs(labels)) {
        String subresource = labels.getOrDefault("subresource", "");
        ApiCall call =
            new ApiCall(
                labels.get("verb"),
                labels.get("resource") + (subresource.isEmpty() ? "" : "/" + subresource));
        counts.merge(call, (long) Double.parseDouble(samples.group(2)), Long::sum);
      }
    }
    return new ApiCounts(counts);
  }

  ApiCounts plus(ApiCounts other) {
    return combine(other, Long::sum);
  }

  ApiCounts minus(ApiCounts other) {
    return combine(other, (mine, others) -> mine - others);
  }

  /** Those that change something. */
  ApiCounts writes() {
    SortedMap<ApiCall, Long> writes = new TreeMap<>(byCall);
    writes.keySet().removeIf(call -> !call.isWrite());
    return new ApiCounts(writes);
  }

  long total() {
    return byCall.values().stream().mapToLong(Long::longValue).sum();
  }

  private ApiCounts combine(ApiCounts other, LongBinaryOperator operator) {
    SortedMap<ApiCall, Long> result = new TreeMap<>(byCall);
    other.byCall.forEach(
        (call, count) ->
            result.put(call, operator.applyAsLong(byCall.getOrDefault(call, 0L), count)));
    result.values().removeIf(count -> count == 0);
    return new ApiCounts(result);
  }

  private static boolean isOurs(Map<String, String> labels) {
    String group = labels.getOrDefault("group", "");
    return GROUPS.contains(group)
        || (group.isEmpty() && CORE.contains(labels.getOrDefault("resource", "")));
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher found = LABEL.matcher(text);
    while (found.find()) {
      labels.put(found.group(1), found.group(2));
    }
    return labels;
  }
}
