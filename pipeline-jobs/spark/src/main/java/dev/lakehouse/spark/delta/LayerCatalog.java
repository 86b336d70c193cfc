package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.delta.DeltaTimeTravelSpec;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * One layer as a Spark catalog: {@code silver.orders} in any SQL text is the Delta table of that
 * name at the version that the step has pinned. Spark resolves the names, so common table
 * expressions, subqueries and the rest of its grammar work without touching the text. Read-only: a
 * query can't write.
 */
public final class LayerCatalog extends ReadOnlyCatalog {
  private String name;
  private CaseInsensitiveStringMap options;

  /** Lets SQL texts of that session see the tables at those versions, and no other. */
  public static void register(
      SparkSession session, Function<TableName, LakeTable> tables, Map<TableName, Long> versions) {
    for (Layer layer : Layer.values()) {
      session.conf().set(catalog(layer), LayerCatalog.class.getName());
    }
    versions.forEach(
        (table, version) -> {
          String catalog = catalog(table.layer()) + ".";
          session.conf().set(catalog + version(table), Long.toString(version));
          session.conf().set(catalog + path(table), tables.apply(table).path());
        });
  }

  private static String catalog(Layer layer) {
    return "spark.sql.catalog." + layer.label();
  }

  private static String version(TableName table) {
    return "version." + table.name();
  }

  private static String path(TableName table) {
    return "path." + table.name();
  }

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap catalogOptions) {
    this.name = catalogName;
    this.options = catalogOptions;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    Optional<TableName> table =
        identifier.namespace().length == 0
            ? TableName.parse(name + "." + identifier.name().toLowerCase(java.util.Locale.ROOT))
            : Optional.empty();
    String version = table.map(LayerCatalog::version).map(options::get).orElse(null);
    if (version == null) {
      throw new NoSuchTableException(identifier);
    }
    DeltaTimeTravelSpec travel =
        new DeltaTimeTravelSpec(
            Option.empty(),
            Option.apply((Object) Long.valueOf(version)),
            Option.apply("lakehouse"),
            false);
    return new DeltaTableV2(
        SparkSession.active(),
        new Path(options.get(path(table.get()))),
        Option.empty(),
        Option.empty(),
        Option.apply(travel),
        scala.collection.immutable.Map$.MODULE$.empty());
  }
}
