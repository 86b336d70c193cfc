package dev.lakehouse.spark.bronze.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that have types already as the columns of their table: a value fits a column of another type
 * when it is the same value there. What does not fit, and fields without a column, stand in {@code
 * _rescued}, as they do for records that are text.
 */
public final class TypedColumns {
  private static final String NOTHING = "{}";

  private final Dataset<Row> rows;
  private final StructType fields;
  private final TextForms forms;
  private final List<Column> columns = new ArrayList<>();
  private final List<Column> rest = new ArrayList<>();

  private TypedColumns(Dataset<Row> rows, StructType fields, TextForms forms) {
    this.rows = rows;
    this.fields = fields;
    this.forms = forms;
  }

  /**
   * The rows of the table.
   *
   * @param fields of {@code rows} that are fields of records
   * @param unread text of a record whose reader could not make sense of it, else null
   * @param kept further columns
   */
  public static Dataset<Row> of(
      Dataset<Row> rows,
      StructType fields,
      Map<String, DataType> types,
      TextForms forms,
      Column unread,
      Column... kept) {
    TypedColumns made = new TypedColumns(rows, fields, forms);
    List<String> used = new ArrayList<>();
    types.forEach((name, type) -> made.column(name, type).ifPresent(used::add));
    for (StructField field : fields.fields()) {
      if (!used.contains(field.name())) {
        made.rest.add(made.value(field.name()).as(field.name()));
      }
    }
    made.columns.add(coalesce(unread, made.rescued()).as(RecordColumns.RESCUED));
    made.columns.addAll(Arrays.asList(kept));
    return rows.select(made.columns.toArray(Column[]::new));
  }

  /** Adds the column; the field that it is, if there is one. */
  private Optional<String> column(String name, DataType type) {
    Optional<StructField> field = field(name);
    if (field.isEmpty()) {
      columns.add(lit(null).cast(type).as(name));
      return Optional.empty();
    }
    Column value = value(field.get().name());
    Column fitted = fitted(value, field.get().dataType(), type);
    columns.add(fitted.as(name));
    if (!same(field.get().dataType(), type)) {
      rest.add(when(fitted.isNull(), value).as(field.get().name()));
    }
    return Optional.of(field.get().name());
  }

  private Optional<StructField> field(String name) {
    List<StructField> all = Arrays.asList(fields.fields());
    return all.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .or(() -> all.stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst());
  }

  private Column value(String field) {
    return rows.col("`" + field.replace("`", "``") + "`");
  }

  private Column rescued() {
    if (rest.isEmpty()) {
      return lit(null).cast(DataTypes.StringType);
    }
    // Nulls leave no trace in it.
    Column json = to_json(struct(rest.toArray(Column[]::new)));
    return when(json.notEqual(NOTHING), json);
  }

  private static boolean same(DataType one, DataType other) {
    return one.asNullable().equals(other.asNullable());
  }

  /** The value as one of type {@code to}; null when it is none. */
  private Column fitted(Column value, DataType from, DataType to) {
    Column none = lit(null).cast(to);
    if (same(from, to)) {
      return value;
    }
    if (from instanceof StringType) {
      return RecordColumns.value(value, to, forms);
    }
    if (RecordColumns.isNested(from)) {
      Column json = to_json(value);
      return to instanceof StringType
          ? json
          : RecordColumns.isNested(to) ? RecordColumns.nested(json, to) : none;
    }
    if (from.equals(DataTypes.BinaryType)) {
      Column text = value.cast(DataTypes.StringType);
      return to instanceof StringType ? when(is_valid_utf8(text), text) : none;
    }
    if (to instanceof StringType) {
      return value.cast(to);
    }
    boolean comparable =
        (from instanceof NumericType && to instanceof NumericType) || (timed(from) && timed(to));
    if (!comparable) {
      return none;
    }
    // A cast rounds, cuts off and forgets; what comes back as another value was none of the type.
    Column cast = value.try_cast(to);
    return when(cast.try_cast(from).equalTo(value), cast);
  }

  private static boolean timed(DataType type) {
    return type.equals(DataTypes.DateType)
        || type.equals(DataTypes.TimestampType)
        || type.equals(DataTypes.TimestampNTZType);
  }
}
