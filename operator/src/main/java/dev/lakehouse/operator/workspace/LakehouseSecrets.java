package dev.lakehouse.operator.workspace;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseSpec.Connection;
import dev.lakehouse.api.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Secrets that a Lakehouse names, and what for. */
public final class LakehouseSecrets {
  private static final List<String> CREDENTIAL_KEYS = List.of("username", "password");

  /** Key of a salt's Secret. */
  public static final String SALT_KEY = "salt";

  private LakehouseSecrets() {}

  /** The Secrets whose keys become environment variables of all job pods. */
  public static List<String> environment(Lakehouse lakehouse) {
    List<ObjectRef> references = lakehouse.getSpec().workloads().envFromSecrets();
    return references == null ? List.of() : references.stream().map(ObjectRef::name).toList();
  }

  /** What the connection of that name needs: user and secret, or the secret alone, in order. */
  public static Optional<SecretNeed> ofConnection(Lakehouse lakehouse, String connection) {
    return connections(lakehouse)
        .filter(candidate -> candidate.name().equals(connection))
        .filter(candidate -> credentials(candidate) != null)
        .map(LakehouseSecrets::ofCredentials)
        .findFirst();
  }

  /** All that it names, each with the keys that must be in it. */
  public static List<SecretNeed> needs(Lakehouse lakehouse) {
    Stream<SecretNeed> environment =
        environment(lakehouse).stream()
            .map(name -> new SecretNeed(name, List.of(), "spec.workloads.envFromSecrets"));
    Stream<SecretNeed> credentials =
        connections(lakehouse)
            .filter(connection -> credentials(connection) != null)
            .map(LakehouseSecrets::ofCredentials);
    return Stream.concat(environment, credentials).toList();
  }

  private static SecretNeed ofCredentials(Connection connection) {
    return new SecretNeed(
        credentials(connection), keys(connection), "connection '" + connection.name() + "'");
  }

  private static List<String> keys(Connection connection) {
    if (connection.http() == null) {
      return CREDENTIAL_KEYS;
    }
    return switch (connection.http().auth().type()) {
      case BEARER -> List.of("token");
      case BASIC -> CREDENTIAL_KEYS;
      case OAUTH2 -> List.of("clientId", "clientSecret");
      case HEADER -> List.of("key");
    };
  }

  static Set<String> names(Lakehouse lakehouse) {
    return needs(lakehouse).stream().map(SecretNeed::secret).collect(Collectors.toSet());
  }

  /** The connections whose credentials are in that Secret. */
  static Set<String> connectionsWith(Lakehouse lakehouse, String secret) {
    return connections(lakehouse)
        .filter(connection -> secret.equals(credentials(connection)))
        .map(Connection::name)
        .collect(Collectors.toSet());
  }

  private static Stream<Connection> connections(Lakehouse lakehouse) {
    List<Connection> connections = lakehouse.getSpec().connections();
    return connections == null ? Stream.empty() : connections.stream();
  }

  private static String credentials(Connection connection) {
    if (connection.http() != null && connection.http().auth() != null) {
      return connection.http().auth().credentialsSecret();
    }
    return connection.jdbc() == null ? null : connection.jdbc().credentialsSecret();
  }
}
