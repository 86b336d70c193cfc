package dev.lakehouse.spark.bronze.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code Link} of RFC 8288. */
final class Links {
  private static final Pattern LINK =
      Pattern.compile("<([^>]*)>((?:\\s*;\\s*[^\\s=;,]+\\s*=\\s*(?:\"[^\"]*\"|[^\\s\",;]+))*)");
  private static final Pattern NEXT =
      Pattern.compile(
          ";\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next(?=\\s*(?:;|$)))",
          Pattern.CASE_INSENSITIVE);

  private Links() {}

  /** The address whose relation is {@code next}. */
  static Optional<String> next(List<String> headers) {
    for (String header : headers) {
      Matcher links = LINK.matcher(header);
      while (links.find()) {
        if (NEXT.matcher(links.group(2)).find()) {
          return Optional.of(links.group(1).strip());
        }
      }
    }
    return Optional.empty();
  }
}
