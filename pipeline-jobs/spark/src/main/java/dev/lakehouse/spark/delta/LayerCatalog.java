package dev.lakehouse.spark.delta;

import dev.lakehouse.plan.Layer;
import dev.lakehouse.plan.TableName;
import java.util.Map;
import java.util.Optional;
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
  public static void register(SparkSession session, String root, Map<TableName, Long> versions) {
    for (Layer layer : Layer.values()) {
      String catalog = "spark.sql.catalog." + layer.label();
      session.conf().set(catalog, LayerCatalog.class.getName());
      session.conf().set(catalog + ".root", root);
    }
    versions.forEach(
        (table, version) ->
            session
                .conf()
                .set(
                    "spark.sql.catalog." + table.layer().label() + "." + key(table),
                    Long.toString(version)));
  }

  private static String key(TableName table) {
    return "version." + table.name();
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
    String version = table.map(LayerCatalog::key).map(options::get).orElse(null);
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
        new Path(table.get().path(options.get("root"))),
        Option.empty(),
        Option.empty(),
        Option.apply(travel),
        scala.collection.immutable.Map$.MODULE$.empty());
  }
}
