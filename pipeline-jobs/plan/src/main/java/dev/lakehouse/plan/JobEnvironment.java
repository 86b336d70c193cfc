package dev.lakehouse.plan;

import java.util.Locale;

/**
 * Names of the environment variables by which secrets reach a job. The compiler writes them into
 * plans, the operator fills them from Secrets, the jobs read them.
 */
public final class JobEnvironment {
  private JobEnvironment() {}

  /** The user name of a connection. */
  public static String username(String connection) {
    return "LAKEHOUSE_CONNECTION_" + upper(connection) + "_USERNAME";
  }

  /** The password of a connection. */
  public static String password(String connection) {
    return "LAKEHOUSE_CONNECTION_" + upper(connection) + "_PASSWORD";
  }

  /** The salt kept in a Secret of that name. */
  public static String salt(String secret) {
    return "LAKEHOUSE_SALT_" + upper(secret);
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
