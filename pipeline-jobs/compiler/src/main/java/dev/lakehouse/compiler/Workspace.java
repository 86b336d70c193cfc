package dev.lakehouse.compiler;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.api.SegmentModel;
import java.util.List;
import java.util.Optional;

/**
 * Everything of one namespace that names or is named; built from informer caches or from files.
 * Immutable and safe for concurrent use. Making one costs nothing; who declares which table is
 * indexed at the first question, without parsing any SQL, so share one between compilations that
 * see the same objects.
 */
public final class Workspace {
  private final List<Lakehouse> lakehouses;
  private final List<DataSource> dataSources;
  private final List<MedallionPipeline> pipelines;
  private final List<SegmentModel> segmentModels;
  private volatile TableOwners owners;

  /** All objects of one namespace, in any order. */
  public Workspace(
      List<Lakehouse> lakehouses,
      List<DataSource> dataSources,
      List<MedallionPipeline> pipelines,
      List<SegmentModel> segmentModels) {
    this.lakehouses = List.copyOf(lakehouses);
    this.dataSources = List.copyOf(dataSources);
    this.pipelines = List.copyOf(pipelines);
    this.segmentModels = List.copyOf(segmentModels);
  }

  /** The Lakehouses. */
  public List<Lakehouse> lakehouses() {
    return lakehouses;
  }

  /** The DataSources. */
  public List<DataSource> dataSources() {
    return dataSources;
  }

  /** The MedallionPipelines. */
  public List<MedallionPipeline> pipelines() {
    return pipelines;
  }

  /** The SegmentModels. */
  public List<SegmentModel> segmentModels() {
    return segmentModels;
  }

  /** The Lakehouse of that name. */
  public Optional<Lakehouse> lakehouse(String name) {
    return lakehouses.stream()
        .filter(lakehouse -> name.equals(lakehouse.getMetadata().getName()))
        .findFirst();
  }

  /** Who declares which table. */
  TableOwners owners() {
    TableOwners known = owners;
    if (known == null) {
      known = TableOwners.of(this); // twice at worst, with the same result
      owners = known;
    }
    return known;
  }
}
