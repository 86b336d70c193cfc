package dev.lakehouse.spark.lineage;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import dev.lakehouse.spark.delta.ReadOnlyCatalog;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** One layer as a Spark catalog of tables that have columns and no rows: enough to analyse SQL. */
public final class SchemaCatalog extends ReadOnlyCatalog {
  private final Map<String, StructType> tables = new ConcurrentHashMap<>();
  private String name;

  /** A session in which {@code silver.x} is a table once its columns are {@link #declare}d. */
  static SparkSession session(SparkSession parent) {
    SparkSession session = parent.newSession();
    for (Layer layer : Layer.values()) {
      session.conf().set("spark.sql.catalog." + layer.label(), SchemaCatalog.class.getName());
    }
    return session;
  }

  /** Lets SQL texts of that session see the table. */
  static void declare(SparkSession session, TableName table, StructType columns) {
    of(session, table).tables.put(table.name(), columns);
  }

  private static SchemaCatalog of(SparkSession session, TableName table) {
    // Catalogs are looked up in the settings of the session that is active in this thread.
    return (SchemaCatalog)
        session.withActive(
            () -> session.sessionState().catalogManager().catalog(table.layer().label()));
  }

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    this.name = catalogName;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    StructType columns =
        identifier.namespace().length == 0
            ? tables.get(identifier.name().toLowerCase(java.util.Locale.ROOT))
            : null;
    if (columns == null) {
      throw new NoSuchTableException(identifier);
    }
    return new Columns(name + "." + identifier.name(), columns);
  }

  private record Columns(String name, StructType type) implements Table {
    @Override
    public Column[] columns() {
      return CatalogV2Util.structTypeToV2Columns(type);
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ);
    }
  }
}
