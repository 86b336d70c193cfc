package dev.lakehouse.spark.bronze.records;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Records as the columns of their table. A value that does not fit its column's type leaves it null
 * and stands in {@code _rescued}, together with the fields that have no column.
 */
public final class RecordColumns {
  /** The record's JSON. */
  public static final String RECORD = "_record";

  /** What fits no column, as JSON. */
  public static final String RESCUED = "_rescued";

  private static final String FIELDS = "_fields";
  private static final String UNREADABLE = "_unreadable";
  private static final int MAX_PRECISION = 38;
  private static final Pattern NAME = Pattern.compile("[^ ,;{}()\n\t=]+");

  private RecordColumns() {}

  /** The declared columns. */
  public static Map<String, DataType> declared(List<Step.ColumnType> declared) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (Step.ColumnType column : declared) {
      types.put(column.name(), DataType.fromDDL(column.type()));
    }
    return types;
  }

  /** The fields that records have, as far as that can be told of all of them together. */
  public static StructType fieldsOf(Dataset<Row> rows) {
    Dataset<String> records = rows.select(RECORD).as(Encoders.STRING());
    return rows.sparkSession().read().json(records).schema();
  }

  /**
   * The declared columns, and one for each other field that a record has, of the type that the
   * table gave it before, or else of that of the field.
   *
   * @param reserved names that no field gives a column, in lower case
   */
  public static Map<String, DataType> withFields(
      List<Step.ColumnType> declared, Set<String> reserved, TableState target, StructType fields) {
    Map<String, DataType> types = declared(declared);
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    taken.addAll(types.keySet());
    taken.addAll(reserved);
    taken.addAll(List.of(RECORD, RESCUED, FIELDS));
    Set<String> there = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    if (target.exists()) {
      there.addAll(List.of(target.schema().fieldNames()));
    }
    for (StructField field : fields.fields()) {
      String name = field.name();
      // Delta tells names apart regardless of case: the second of two goes to _rescued.
      boolean known = target.hasColumn(name);
      if (NAME.matcher(name).matches() && (known || !there.contains(name)) && taken.add(name)) {
        types.put(name, known ? target.schema().apply(name).dataType() : field.dataType());
      }
    }
    return types;
  }

  /**
   * The rows of the table.
   *
   * @param rows have a column {@link #RECORD}
   * @param kept further columns of {@code rows}
   */
  public static Dataset<Row> of(
      Dataset<Row> rows, Map<String, DataType> types, TextForms forms, String... kept) {
    Dataset<Row> parsed =
        rows.withColumn(
            FIELDS,
            from_json(
                col(RECORD), DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType)));
    List<Column> columns = new ArrayList<>();
    List<Column> unfit = new ArrayList<>();
    types.forEach(
        (name, type) -> {
          Column text = col(FIELDS).getItem(name);
          Column value = value(text, type, forms);
          columns.add(value.as(name));
          unfit.add(when(text.isNotNull().and(value.isNull()), lit(name)));
        });
    Column names =
        unfit.isEmpty()
            ? array().cast(DataTypes.createArrayType(DataTypes.StringType))
            : array_compact(array(unfit.toArray(Column[]::new)));
    columns.add(
        udf(new Rescue(types.keySet()), DataTypes.StringType)
            .apply(col(RECORD), names)
            .as(RESCUED));
    for (String name : kept) {
      columns.add(col(name));
    }
    return parsed.select(columns.toArray(Column[]::new));
  }

  /** A text as a value of that type; null when it is none. */
  static Column value(Column text, DataType type, TextForms forms) {
    if (type.equals(DataTypes.TimestampType) && forms.timestamp() != null) {
      return try_to_timestamp(text, lit(forms.timestamp()));
    }
    if (type.equals(DataTypes.DateType) && forms.date() != null) {
      return try_to_timestamp(text, lit(forms.date())).cast(DataTypes.DateType);
    }
    if (isNested(type)) {
      return nested(text, type);
    }
    Column value = text.try_cast(type);
    if (type instanceof DecimalType decimal && decimal.precision() < MAX_PRECISION) {
      // A cast rounds; an amount that would be another one does not fit.
      int scale = decimal.scale() + MAX_PRECISION - decimal.precision();
      Column exact = text.try_cast(DataTypes.createDecimalType(MAX_PRECISION, scale));
      return when(exact.equalTo(value), value);
    }
    return value;
  }

  static boolean isNested(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  /** That type, or where it has no parts a text that can become one of it. */
  public static DataType textUnlessNested(DataType type) {
    return isNested(type) ? type : DataTypes.StringType;
  }

  /** Spark nulls what does not fit deep inside, and says so only in a column for it. */
  static Column nested(Column text, DataType type) {
    StructType wrapper = new StructType().add("v", type).add(UNREADABLE, DataTypes.StringType);
    Column parsed =
        from_json(
            concat(lit("{\"v\":"), text, lit("}")),
            wrapper,
            Map.of("columnNameOfCorruptRecord", UNREADABLE));
    return when(parsed.getField(UNREADABLE).isNull(), parsed.getField("v"));
  }
}
