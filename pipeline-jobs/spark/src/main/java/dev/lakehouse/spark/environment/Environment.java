package dev.lakehouse.spark.environment;

import dev.lakehouse.plan.TableName;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tables of one's own beside those of a lake: {@code <lake>/_env/<name>}. What a run in an
 * environment writes lies there, what it only reads is read where it is; so the lake's own tables
 * stay as they are until the environment is promoted.
 *
 * @param lake the lake's root
 * @param own the tables that the run writes; those beside them are the environment's, too
 */
public record Environment(String lake, String name, Set<TableName> own) {
  /** The folder of all environments of a lake; Delta and listings of layers pass over it. */
  static final String FOLDER = "_env";

  /** Tables beside a table, in the order in which they are committed before it. */
  static final List<String> SIBLINGS = List.of("quarantine", "lh_changes");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public Environment {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' can't be the name of an environment: lower-case letters, digits and dashes, 63 at most, no dash at either end"
              .formatted(name));
    }
    lake = lake.replaceFirst("(?<=.)/+$", "");
    own = Set.copyOf(own);
  }

  /** Where its tables lie, in folders of layers like those of the lake. */
  public String root() {
    return folder(lake) + "/" + name;
  }

  /** Where a table lies for a run in this environment: the lake's root or the environment's. */
  public String root(TableName table) {
    return owns(table) ? root() : lake;
  }

  private boolean owns(TableName table) {
    return own.contains(table)
        || own.stream()
            .anyMatch(main -> SIBLINGS.stream().map(main::sibling).anyMatch(table::equals));
  }

  /** Where the environments of a lake lie. */
  static String folder(String lake) {
    return lake.replaceFirst("(?<=.)/+$", "") + "/" + FOLDER;
  }
}
