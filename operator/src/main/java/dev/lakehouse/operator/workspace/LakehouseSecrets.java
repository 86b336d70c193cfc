package dev.lakehouse.operator.workspace;

import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.LakehouseSpec.Connection;
import dev.lakehouse.api.ObjectRef;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Secrets that a Lakehouse names, and what for. */
public final class LakehouseSecrets {
  /** Keys of a connection's Secret. */
  public static final List<String> CREDENTIAL_KEYS = List.of("username", "password");

  /** Key of a salt's Secret. */
  public static final String SALT_KEY = "salt";

  private LakehouseSecrets() {}

  /** The Secrets whose keys become environment variables of all job pods. */
  public static List<String> environment(Lakehouse lakehouse) {
    List<ObjectRef> references = lakehouse.getSpec().workloads().envFromSecrets();
    return references == null ? List.of() : references.stream().map(ObjectRef::name).toList();
  }

  /** The Secret with the credentials of the connection of that name. */
  public static Optional<String> ofConnection(Lakehouse lakehouse, String connection) {
    return connections(lakehouse)
        .filter(candidate -> candidate.name().equals(connection))
        .map(LakehouseSecrets::credentials)
        .filter(Objects::nonNull)
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
            .map(connection -> ofCredentials(credentials(connection), connection.name()));
    return Stream.concat(environment, credentials).toList();
  }

  /** What a connection's Secret must hold. */
  public static SecretNeed ofCredentials(String secret, String connection) {
    return new SecretNeed(secret, CREDENTIAL_KEYS, "connection '" + connection + "'");
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
    return connection.jdbc() == null ? null : connection.jdbc().credentialsSecret();
  }
}
