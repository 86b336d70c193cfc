package dev.lakehouse.spark.silver.columns;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Texts that stand for others, by a salt that nobody who sees them knows. */
final class Secrecy {
  private static final String HMAC = "HmacSHA256";

  private Secrecy() {}

  /** SHA-256 of salt and text in hexadecimal. */
  static String hash(String salt, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(bytes(salt + text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Each letter and digit replaced by one that HMAC-SHA-256 of the whole text chooses: digits by
   * digits, capitals by capitals, other letters by small ones. What stands between them stays.
   */
  static String token(String salt, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(bytes(salt), HMAC));
      StringBuilder token = new StringBuilder(text.length());
      byte[] block = {};
      int used = 0;
      int counter = 0;
      for (int character : text.codePoints().toArray()) {
        if (!Character.isLetterOrDigit(character)) {
          token.appendCodePoint(character);
          continue;
        }
        // Two bytes each, so that the remainder of a division favours nothing that one could see.
        if (used == block.length) {
          mac.update((byte) (counter >> 8));
          mac.update((byte) counter++);
          block = mac.doFinal(bytes(text));
          used = 0;
        }
        int chosen = (block[used] & 0xFF) << 8 | (block[used + 1] & 0xFF);
        used += 2;
        token.append(alike(character, chosen));
      }
      return token.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  private static char alike(int character, int chosen) {
    if (Character.isDigit(character)) {
      return (char) ('0' + chosen % 10);
    }
    return (char) ((Character.isUpperCase(character) ? 'A' : 'a') + chosen % 26);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
