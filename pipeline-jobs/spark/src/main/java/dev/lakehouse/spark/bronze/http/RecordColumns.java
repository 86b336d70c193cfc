package dev.lakehouse.spark.bronze.http;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.lakehouse.plan.Step;
import dev.lakehouse.spark.delta.TableState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
final class RecordColumns {
  static final String RESCUED = "_rescued";

  private static final String FIELDS = "_fields";
  private static final String UNREADABLE = "_unreadable";
  private static final int MAX_PRECISION = 38;
  private static final Set<String> RESERVED =
      Set.of(Spool.RECORD, Spool.HASH, Spool.MARK, RESCUED, FIELDS, "_ingested_at");

  private RecordColumns() {}

  /** The columns, their names and types: as declared, or inferred where the table has none yet. */
  static Map<String, DataType> types(
      List<Step.ColumnType> declared, TableState target, Dataset<Row> spooled) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (Step.ColumnType column : declared) {
      types.put(column.name(), DataType.fromDDL(column.type()));
    }
    if (!declared.isEmpty()) {
      return types;
    }
    Dataset<String> records = spooled.select(Spool.RECORD).as(Encoders.STRING());
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (StructField field : spooled.sparkSession().read().json(records).schema().fields()) {
      String name = field.name();
      // Delta tells names apart regardless of case: the second of two goes to _rescued.
      if (!RESERVED.contains(name.toLowerCase(Locale.ROOT)) && taken.add(name)) {
        boolean known = target.hasColumn(name);
        types.put(name, known ? target.schema().apply(name).dataType() : field.dataType());
      }
    }
    return types;
  }

  /** The rows of the table; {@code spooled} are those of a {@link Spool}. */
  static Dataset<Row> of(Dataset<Row> spooled, Map<String, DataType> types) {
    Dataset<Row> parsed =
        spooled.withColumn(
            FIELDS,
            from_json(
                col(Spool.RECORD),
                DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType)));
    List<Column> columns = new ArrayList<>();
    List<Column> unfit = new ArrayList<>();
    types.forEach(
        (name, type) -> {
          Column text = col(FIELDS).getItem(name);
          Column value = value(text, type);
          columns.add(value.as(name));
          unfit.add(when(text.isNotNull().and(value.isNull()), lit(name)));
        });
    Column names =
        unfit.isEmpty()
            ? array().cast(DataTypes.createArrayType(DataTypes.StringType))
            : array_compact(array(unfit.toArray(Column[]::new)));
    columns.add(
        udf(new Rescue(types.keySet()), DataTypes.StringType)
            .apply(col(Spool.RECORD), names)
            .as(RESCUED));
    columns.add(col(Spool.HASH));
    columns.add(col(Spool.MARK));
    return parsed.select(columns.toArray(Column[]::new));
  }

  private static Column value(Column text, DataType type) {
    if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
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

  /** Spark nulls what does not fit deep inside, and says so only in a column for it. */
  private static Column nested(Column text, DataType type) {
    StructType wrapper = new StructType().add("v", type).add(UNREADABLE, DataTypes.StringType);
    Column parsed =
        from_json(
            concat(lit("{\"v\":"), text, lit("}")),
            wrapper,
            Map.of("columnNameOfCorruptRecord", UNREADABLE));
    return when(parsed.getField(UNREADABLE).isNull(), parsed.getField("v"));
  }
}
