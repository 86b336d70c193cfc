package dev.lakehouse.spark.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.delta.DeltaColumnMapping$;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Between which values a column of a file lies, by the file's statistics.
 *
 * @param least as Spark holds the type: a whole number, for days those since 1970
 * @param withNull whether there may be a null, too
 */
public record ColumnBounds(long least, long greatest, boolean withNull) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a file says; empty where it does not, or of types that are not whole numbers or days. */
  static Optional<ColumnBounds> of(AddFile file, StructField column) {
    return file.stats() == null
        ? Optional.empty()
        : of(file.stats(), DeltaColumnMapping$.MODULE$.getPhysicalName(column), column.dataType());
  }

  /** What statistics of a file say (Delta protocol, "Per-file Statistics"). */
  static Optional<ColumnBounds> of(String statistics, String column, DataType type) {
    try {
      JsonNode all = MAPPER.readTree(statistics);
      Optional<Long> least = value(all.path("minValues").path(column), type);
      Optional<Long> greatest = value(all.path("maxValues").path(column), type);
      JsonNode nulls = all.path("nullCount").path(column);
      boolean withNull = !nulls.isIntegralNumber() || nulls.longValue() > 0;
      return least.isPresent() && greatest.isPresent()
          ? Optional.of(new ColumnBounds(least.get(), greatest.get(), withNull))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> value(JsonNode found, DataType type) {
    boolean whole =
        type.equals(DataTypes.LongType)
            || type.equals(DataTypes.IntegerType)
            || type.equals(DataTypes.ShortType)
            || type.equals(DataTypes.ByteType);
    if (whole && found.isIntegralNumber() && found.canConvertToLong()) {
      return Optional.of(found.longValue());
    }
    return type.equals(DataTypes.DateType) && found.isTextual()
        ? Optional.of(LocalDate.parse(found.textValue()).toEpochDay())
        : Optional.empty();
  }
}
