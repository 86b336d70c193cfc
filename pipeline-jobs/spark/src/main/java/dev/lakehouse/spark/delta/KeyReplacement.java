package dev.lakehouse.spark.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.lakehouse.plan.RunNumbers;
import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.VariantType;

/**
 * Puts the rows of some keys in place of what the table has of these keys, in one commit. Rows that
 * are as they were are left alone, so that what follows the table's changes sees changes only.
 */
public final class KeyReplacement {
  private static final String GONE = "_lh_gone";

  private final TableWriter writer;
  private final List<String> keys;

  /** For a table whose rows the keys identify. */
  public KeyReplacement(TableWriter writer, List<String> keys) {
    this.writer = writer;
    this.keys = List.copyOf(keys);
  }

  /**
   * Commits it.
   *
   * @param rows the new rows, one of each key, with the table's columns
   * @param gone keys, in the order of the constructor's, whose row is to go if there is one
   */
  public TableCommit commit(
      TableState base, Dataset<Row> rows, Dataset<Row> gone, CommitNote note) {
    Dataset<Row> source =
        rows.withColumn(GONE, lit(false)).unionByName(gone.withColumn(GONE, lit(true)), true);
    return writer.merging(
        fenced(base, note), note, target -> merge(target, rows, source).execute());
  }

  /**
   * A merge reads the table as it is when it begins. No older run may commit between that and what
   * this one decided by, so the table is closed to them first; mostly the run before has done so by
   * its own commit.
   */
  private TableState fenced(TableState base, CommitNote note) {
    return RunNumbers.follows(base.sequence(), note.sequence())
        ? base
        : writer.claim(base, note.sequence() - 1);
  }

  private DeltaMergeBuilder merge(DeltaTable target, Dataset<Row> rows, Dataset<Row> source) {
    Column sameKey =
        keys.stream()
            .map(key -> column("t", key).eqNullSafe(column("s", key)))
            .reduce(Column::and)
            .orElseThrow();
    Map<String, Column> values =
        Arrays.stream(rows.columns())
            .collect(Collectors.toMap(KeyReplacement::quoted, name -> column("s", name)));
    DeltaMergeBuilder merge =
        target.as("t").merge(source.as("s"), sameKey).whenMatched(column("s", GONE)).delete();
    Optional<Column> differs = differs(rows);
    if (differs.isPresent()) {
      merge = merge.whenMatched(differs.get()).update(values);
    }
    return merge.whenNotMatched(not(column("s", GONE))).insert(values);
  }

  /** Whether a row is another than before; empty when it has nothing but its key. */
  private Optional<Column> differs(Dataset<Row> rows) {
    return Arrays.stream(rows.schema().fields())
        .filter(field -> keys.stream().noneMatch(field.name()::equalsIgnoreCase))
        .map(KeyReplacement::differs)
        .reduce(Column::or);
  }

  private static Column differs(StructField field) {
    boolean comparable =
        !field
            .dataType()
            .existsRecursively(type -> type instanceof MapType || type instanceof VariantType);
    return comparable
        ? not(column("t", field.name()).eqNullSafe(column("s", field.name())))
        : lit(true);
  }

  private static Column column(String side, String name) {
    return col(side + "." + quoted(name));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
