package dev.lakehouse.reporting;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A replica that is the only one. */
record NoPeers(String self) implements Peers {
  @Override
  public boolean mayHaveOthers() {
    return false;
  }

  @Override
  public Optional<String> lastWords() {
    return Optional.empty();
  }

  @Override
  public SortedMap<String, String> exchange(String own) {
    return new TreeMap<>(Map.of(self, own));
  }

  @Override
  public void leave() {}

  @Override
  public void close() {}
}
