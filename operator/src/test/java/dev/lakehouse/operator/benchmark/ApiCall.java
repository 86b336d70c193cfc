package dev.lakehouse.operator.benchmark;

import java.util.Set;

/**
 * A kind of request as the API server counts it.
 *
 * @param verb the server's word: POST, APPLY (server-side apply), PATCH, PUT, DELETE, GET, LIST,
 *     WATCH
 * @param resource plural, with its subresource: lakehouseruns/status
 */
record ApiCall(String verb, String resource) implements Comparable<ApiCall> {
  private static final Set<String> WRITES =
      Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");

  boolean isWrite() {
    return WRITES.contains(verb);
  }

  @Override
  public int compareTo(ApiCall other) {
    int byResource = resource.compareTo(other.resource);
    return byResource != 0 ? byResource : verb.compareTo(other.verb);
  }

  @Override
  public String toString() {
    return verb + " " + resource;
  }
}
