package dev.lakehouse.spark.bronze.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lakehouse.plan.debezium.ChangeEvent;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Change events of Debezium as the rows they tell of; those that tell of none are passed over. */
final class ChangeRecords implements Iterator<FileRecord>, Closeable {
  private final JsonMapper mapper = JsonLines.mapper(new JsonFactory());
  private final Iterator<FileRecord> events;
  private FileRecord ahead;

  ChangeRecords(Iterator<FileRecord> events) {
    this.events = events;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && events.hasNext()) {
      ahead = row(events.next());
    }
    return ahead != null;
  }

  /** The row; null: there is none. */
  private FileRecord row(FileRecord event) {
    if (event.json() == null) {
      boolean tombstone = event.text() != null && "null".equals(event.text().strip());
      return tombstone ? null : event;
    }
    try {
      ChangeEvent change = ChangeEvent.of(mapper.readTree(event.json()));
      if (change.row() != null) {
        return FileRecord.of(mapper.writeValueAsString(change.row()), event.line());
      }
      return change.unreadable() == null
          ? null
          : FileRecord.malformed(change.unreadable(), event.json(), event.line());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that was read as JSON can't be read again", e);
    }
  }

  @Override
  public FileRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FileRecord record = ahead;
    ahead = null;
    return record;
  }

  @Override
  public void close() throws IOException {
    if (events instanceof Closeable it) {
      it.close();
    }
  }
}
