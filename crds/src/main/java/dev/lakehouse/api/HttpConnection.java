package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * An HTTP API. Address and credentials stand together and in the Lakehouse, so that who may write a
 * DataSource can't send the credentials elsewhere.
 */
@ApiType
@ValidationRule(
    value =
        "!has(self.auth) || self.url.startsWith('https://') ||"
            + " self.url.matches('^http://[a-z0-9-]+([.][a-z0-9-]+[.]svc([.]cluster[.]local)?)?(:[0-9]+)?(/.*)?$')",
    message =
        "credentials would cross the network readably: use https:// (http:// is for services of the"
            + " cluster, NAME or NAME.NAMESPACE.svc)")
public record HttpConnection(
    @Required
        @Size(min = 8, max = 500)
        @ValidationRule(
            value = "self.matches('^https?://[^/?#@]+(/[^?#]*)?$')",
            message =
                "is not the base of an API: write https://HOST[:PORT][/PATH] without user,"
                    + " password, query and fragment")
        @JsonPropertyDescription(
            "Address below which all requests go, for example https://api.example.com/v3.")
        String url,
    @JsonPropertyDescription("How requests say who asks; absent: they don't.") Auth auth,
    @Min(1)
        @Max(60000)
        @JsonPropertyDescription(
            "Most requests a minute that one job makes, evenly spread; absent: as fast as the API"
                + " answers. An API's own 429 and Retry-After are obeyed in any case.")
        Integer requestsPerMinute) {

  /** How requests say who asks. */
  @ApiType
  @ValidationRule(
      value = "(self.type == 'OAuth2') == has(self.tokenUrl)",
      message = "tokenUrl goes with type OAuth2, which asks for its tokens there, and only with it")
  @ValidationRule(
      value = "(self.type == 'Header') == has(self.header)",
      message = "header names the header of type Header, and goes only with it")
  @ValidationRule(
      value = "self.type == 'OAuth2' || !has(self.scope)",
      message = "scope goes with type OAuth2 only")
  public record Auth(
      @Required
          @JsonPropertyDescription(
              "Bearer: a fixed token. Basic: user name and password. OAuth2: client credentials,"
                  + " for which tokenUrl gives a token. Header: a key in a header of its own.")
          AuthType type,
      @Required
          @Size(min = 1, max = 253)
          @JsonPropertyDescription(
              "Secret in the same namespace. Its keys: token for Bearer, username and password for"
                  + " Basic, clientId and clientSecret for OAuth2, key for Header.")
          String credentialsSecret,
      @Size(min = 9, max = 500)
          @ValidationRule(
              value =
                  "self.matches('^https://[^/?#@]+(/[^?#]*)?$') ||"
                      + " self.matches('^http://[a-z0-9-]+([.][a-z0-9-]+[.]svc([.]cluster[.]local)?)?(:[0-9]+)?(/[^?#]*)?$')",
              message = "must be an https:// address (http:// is for services of the cluster)")
          @JsonPropertyDescription("Where OAuth2 tokens are given.")
          String tokenUrl,
      @Size(min = 1, max = 500) @JsonPropertyDescription("Scope that OAuth2 tokens are asked for.")
          String scope,
      @Size(min = 1, max = 100)
          @ValidationRule(
              value = "self.matches('^[A-Za-z0-9-]+$')",
              message = "is not the name of a header: letters, digits and dashes only")
          @JsonPropertyDescription("Header of type Header, for example X-Api-Key.")
          String header) {}

  /** Ways of authentication. */
  public enum AuthType {
    @JsonProperty("Bearer")
    BEARER,
    @JsonProperty("Basic")
    BASIC,
    @JsonProperty("OAuth2")
    OAUTH2,
    @JsonProperty("Header")
    HEADER
  }
}
