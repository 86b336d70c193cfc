package dev.lakehouse.kinesis.core;

import java.util.ArrayList;
import java.util.List;

/** What is read of one shard but not yet committed. */
final class Held {
  final List<Object[]> rows = new ArrayList<>();
  final List<Object[]> deadRows = new ArrayList<>();
  Mark mark;

  /** Null: no dead letter is held. */
  Mark deadMark;

  int records;
  long bytes;

  Held(Mark mark) {
    this.mark = mark;
  }
}
