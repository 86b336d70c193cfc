package dev.lakehouse.kinesis.table;

import dev.lakehouse.plan.RunPlan.Lake;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Reads a whole Delta table. */
public final class TableReader {
  private TableReader() {}

  /** All rows of the newest version; none when there is no table. */
  public static List<Map<String, Object>> rows(String path) {
    return rows(DefaultEngine.create(new Configuration()), path);
  }

  /** All rows of the newest version in that lake; none when there is no table. */
  public static List<Map<String, Object>> rows(Lake lake, String path) {
    return rows(LakeAccess.engine(lake), path);
  }

  private static List<Map<String, Object>> rows(Engine engine, String path) {
    List<Map<String, Object>> rows = new ArrayList<>();
    each(engine, path, rows::add);
    return rows;
  }

  /** Each row of the newest version in that lake, without keeping them; none without a table. */
  public static void each(Lake lake, String path, Consumer<Map<String, Object>> row) {
    each(LakeAccess.engine(lake), path, row);
  }

  private static void each(Engine engine, String path, Consumer<Map<String, Object>> row) {
    try {
      read(engine, Table.forPath(engine, path).getLatestSnapshot(engine), row);
    } catch (TableNotFoundException e) {
      // No rows.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Engine engine, Snapshot snapshot, Consumer<Map<String, Object>> rows)
      throws IOException {
    Scan scan = snapshot.getScanBuilder().build();
    Row state = scan.getScanState(engine);
    StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> file = files.next().getRows()) {
          while (file.hasNext()) {
            readFile(engine, state, physical, file.next(), rows);
          }
        }
      }
    }
  }

  private static void readFile(
      Engine engine, Row state, StructType physical, Row file, Consumer<Map<String, Object>> rows)
      throws IOException {
    CloseableIterator<ColumnarBatch> data =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                physical,
                Optional.empty())
            .map(FileReadResult::getData);
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, data)) {
      while (batches.hasNext()) {
        ColumnarBatch batch = batches.next().getData();
        for (int i = 0; i < batch.getSize(); i++) {
          rows.accept(row(batch, i));
        }
      }
    }
  }

  private static Map<String, Object> row(ColumnarBatch batch, int index) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < batch.getSchema().length(); i++) {
      row.put(batch.getSchema().at(i).getName(), value(batch.getColumnVector(i), index));
    }
    return row;
  }

  private static Object value(ColumnVector column, int row) {
    if (column.isNullAt(row)) {
      return null;
    }
    if (column.getDataType() instanceof StringType) {
      return column.getString(row);
    } else if (column.getDataType() instanceof LongType
        || column.getDataType() instanceof TimestampType) {
      return column.getLong(row);
    } else if (column.getDataType() instanceof IntegerType
        || column.getDataType() instanceof DateType) {
      return column.getInt(row);
    } else if (column.getDataType() instanceof DoubleType) {
      return column.getDouble(row);
    } else if (column.getDataType() instanceof BooleanType) {
      return column.getBoolean(row);
    } else if (column.getDataType() instanceof DecimalType) {
      return column.getDecimal(row);
    } else if (column.getDataType() instanceof BinaryType) {
      return column.getBinary(row);
    }
    if (column.getDataType() instanceof StructType struct) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < struct.length(); i++) {
        values.add(value(column.getChild(i), row));
      }
      return values;
    } else if (column.getDataType() instanceof ArrayType) {
      return values(column.getArray(row).getElements(), column.getArray(row).getSize());
    } else if (column.getDataType() instanceof MapType) {
      List<Object> keys = values(column.getMap(row).getKeys(), column.getMap(row).getSize());
      List<Object> values = values(column.getMap(row).getValues(), column.getMap(row).getSize());
      Map<Object, Object> map = new LinkedHashMap<>();
      keys.forEach(key -> map.put(key, values.get(map.size())));
      return map;
    }
    throw new IllegalArgumentException("no test needs " + column.getDataType());
  }

  private static List<Object> values(ColumnVector column, int size) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(value(column, i));
    }
    return values;
  }
}
