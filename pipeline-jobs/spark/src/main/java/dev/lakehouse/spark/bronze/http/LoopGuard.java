package dev.lakehouse.spark.bronze.http;

import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.StepFailure;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/** Notices pages that lead nowhere: an API that does not know a parameter would never end. */
final class LoopGuard {
  /** A few equal pages in a row are what inserts between two requests can make. */
  private static final int MOST_EQUAL_PAGES = 5;

  private final Set<String> visited = new HashSet<>();
  private String last = "";
  private int equal;

  /** Must be told each page. */
  void page(URI uri, byte[] body, boolean empty) {
    String content = Hashes.of(body);
    equal = !empty && content.equals(last) ? equal + 1 : 1;
    last = content;
    boolean again = !visited.add(Hashes.of(uri.toString()));
    if (again || equal > MOST_EQUAL_PAGES) {
      throw StepFailure.of(
          FailureReason.DATA_INVALID,
          "The pages of %s lead in a circle%s. Correct pagination in the DataSource: its type, its parameter, or where next is."
              .formatted(
                  ApiClient.shown(uri), again ? "" : " (" + equal + " in a row are the same)"));
    }
  }
}
