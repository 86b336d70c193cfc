package dev.lakehouse.spark.delta;

import dev.lakehouse.spark.CrashPoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DomainMetadata;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.Protocol;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes a table what another one is, rows, columns and layout, in one commit. Files that both refer
 * to stay where they are, those of the other alone are copied to the table first, so that nothing
 * refers to the other afterwards. Copied files that no commit came to name are rubbish, which a
 * VACUUM deletes.
 */
public final class TableTransfer {
  private final SparkSession session;
  private final LakeTable from;
  private final LakeTable to;
  private final CrashPoints crashPoints;

  /** From one table to another. */
  public TableTransfer(
      SparkSession session, LakeTable from, LakeTable to, CrashPoints crashPoints) {
    this.session = session;
    this.from = from;
    this.to = to;
    this.crashPoints = crashPoints;
  }

  /**
   * Commits it.
   *
   * @param source what the table becomes
   * @param base what it is; it need not exist
   * @param forgotten keys of properties that it does not take over
   */
  public TableCommit commit(
      TableState source, TableState base, CommitNote note, Collection<String> forgotten) {
    TransferredFiles files = new TransferredFiles(from.log().dataPath(), to.log().dataPath());
    List<Action> actions = differences(files, source.snapshot(), base);
    actions.addAll(domains(source.snapshot(), base));
    copy(files.copies());
    crashPoints.reached(to.name() + ":before-commit");
    long version =
        new TableWriter(session, to, crashPoints)
            .commitActions(
                base, note, transaction -> become(transaction, source, base, forgotten), actions);
    crashPoints.reached(to.name() + ":after-commit");
    return to.commit(version).orElseThrow();
  }

  private static List<Action> differences(
      TransferredFiles files, Snapshot source, TableState base) {
    Map<String, AddFile> wanted = new LinkedHashMap<>();
    for (AddFile file : source.allFiles().collectAsList()) {
      AddFile moved = files.moved(file);
      wanted.put(key(moved), moved);
    }
    Map<String, AddFile> current = new HashMap<>();
    if (base.exists()) {
      base.snapshot().allFiles().collectAsList().forEach(file -> current.put(key(file), file));
    }
    List<Action> actions = new ArrayList<>();
    wanted.forEach(
        (key, file) -> {
          if (!current.containsKey(key)) {
            actions.add(file);
          }
        });
    current.forEach(
        (key, file) -> {
          if (!wanted.containsKey(key)) {
            actions.add(file.remove());
          }
        });
    return actions;
  }

  /** Two states of a file, by the rows that are marked deleted, are two files. */
  private static String key(AddFile file) {
    return file.path() + " " + file.getDeletionVectorUniqueId();
  }

  /** Clustering columns, for one, are kept there. */
  private static List<DomainMetadata> domains(Snapshot source, TableState base) {
    List<DomainMetadata> known =
        base.exists()
            ? CollectionConverters.asJava(base.snapshot().domainMetadata())
            : List.<DomainMetadata>of();
    return CollectionConverters.asJava(source.domainMetadata()).stream()
        .filter(domain -> !known.contains(domain))
        .toList();
  }

  private static void become(
      OptimisticTransaction transaction,
      TableState source,
      TableState base,
      Collection<String> forgotten) {
    Metadata metadata = metadata(source, base, forgotten);
    if (!base.exists() || !metadata.equals(base.snapshot().metadata())) {
      transaction.updateMetadata(metadata, false);
    }
    Protocol protocol = transaction.protocol().merge(seq(List.of(source.snapshot().protocol())));
    if (!protocol.equals(transaction.protocol())) {
      transaction.updateProtocol(protocol);
    }
  }

  /** The table stays itself: Delta's id is how those that read it know it. */
  private static Metadata metadata(
      TableState source, TableState base, Collection<String> forgotten) {
    Metadata of = source.snapshot().metadata();
    Map<String, String> properties = new HashMap<>(CollectionConverters.asJava(of.configuration()));
    properties.keySet().removeAll(forgotten);
    return of.copy(
        base.exists() ? base.id() : of.id(),
        of.name(),
        of.description(),
        of.format(),
        of.schemaString(),
        of.partitionColumns(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(properties)),
        of.createdTime());
  }

  private void copy(Map<Path, Path> copies) {
    if (copies.isEmpty()) {
      return;
    }
    SerializableConfiguration hadoop =
        new SerializableConfiguration(session.sessionState().newHadoopConf());
    List<String[]> pairs =
        copies.entrySet().stream()
            .map(copy -> new String[] {copy.getKey().toString(), copy.getValue().toString()})
            .toList();
    new JavaSparkContext(session.sparkContext())
        .parallelize(new ArrayList<>(pairs), Math.min(pairs.size(), 100))
        .foreach(pair -> copy(pair, hadoop));
  }

  private static void copy(String[] pair, SerializableConfiguration hadoop) throws IOException {
    Path source = new Path(pair[0]);
    Path target = new Path(pair[1]);
    FileUtil.copy(
        source.getFileSystem(hadoop.value()),
        source,
        target.getFileSystem(hadoop.value()),
        target,
        false,
        true,
        hadoop.value());
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
