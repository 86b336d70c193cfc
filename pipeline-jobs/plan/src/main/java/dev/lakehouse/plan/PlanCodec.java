package dev.lakehouse.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Plans as bytes. The same plan always gives the same bytes (keys sorted, no white space), so the
 * hash of the bytes names it.
 */
public final class PlanCodec {
  private static final int HASH_LENGTH = 16;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private PlanCodec() {}

  /** The plan's canonical JSON. */
  public static String toJson(RunPlan plan) {
    try {
      return MAPPER.writeValueAsString(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan could not be written as JSON", e);
    }
  }

  /**
   * Reads a plan.
   *
   * @throws UnreadablePlanException when the text is no plan, or one of a newer format
   */
  public static RunPlan fromJson(String json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int version = tree.path("formatVersion").asInt(0);
      if (version != RunPlan.FORMAT_VERSION) {
        throw UnreadablePlanException.unsupported(version);
      }
      return MAPPER.treeToValue(tree, RunPlan.class);
    } catch (JsonProcessingException e) {
      throw UnreadablePlanException.invalid(e);
    }
  }

  /** The name of the plan: the first 16 hexadecimal digits of the SHA-256 of its bytes. */
  public static String hash(RunPlan plan) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(toJson(plan).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
