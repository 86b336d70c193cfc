package dev.lakehouse.reporting;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The replicas of one job, as each tells of itself to the others. What is heard may be late or
 * missing: nothing that has to be right may rest on it.
 */
public interface Peers extends AutoCloseable {
  /** The name of this replica. */
  String self();

  /** Whether there can be others at all. */
  default boolean mayHaveOthers() {
    return true;
  }

  /**
   * What a process of this name told last; empty when it left in peace, or there was none.
   *
   * @throws IOException when nobody can be asked
   */
  Optional<String> lastWords() throws IOException;

  /**
   * Tells what this replica does, which also says that it lives, and hears the others.
   *
   * @return what each says that is alive, this one among them, by name
   * @throws IOException when nobody can be told or asked
   */
  SortedMap<String, String> exchange(String own) throws IOException;

  /** Says good-bye, so that the others need not wait; never throws. */
  void leave();

  /** Ends without a word: to the others this replica is alive until its time is over. */
  @Override
  void close();
}
