package dev.lakehouse.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How requests to an HTTP API say who asks. Secrets are named, never held.
 *
 * @param userEnv environment variable of the job with the user name (Basic) or client id (OAuth2);
 *     null for the others
 * @param secretEnv environment variable with the token, password, client secret or key
 * @param header the header of {@link Type#HEADER}; null for the others
 * @param tokenUrl where {@link Type#OAUTH2} gets its tokens; null for the others
 * @param scope what OAuth2 tokens are asked for; null: the API's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpAuth(
    Type type, String userEnv, String secretEnv, String header, String tokenUrl, String scope) {
  /** Ways of authentication. */
  public enum Type {
    /** A fixed token, RFC 6750. */
    BEARER,
    /** User name and password, RFC 7617. */
    BASIC,
    /** Client credentials, RFC 6749 section 4.4. */
    OAUTH2,
    /** A key in a header of its own. */
    HEADER
  }
}
