package dev.lakehouse.spark.upkeep;

import java.util.function.BinaryOperator;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;

/**
 * From when on something is worth doing.
 *
 * @param smallFile bytes below which a file is small
 * @param fileSize bytes that files are compacted to
 * @param filesSaved a compaction has to save so many files
 * @param unclusteredShare share of bytes that are not clustered yet
 * @param deletedShare share of rows that are deleted and still in files
 * @param unmeasuredShare share of bytes in files without statistics
 * @param commits commits since the last checkpoint of the log
 */
public record Thresholds(
    long smallFile,
    long fileSize,
    long filesSaved,
    double unclusteredShare,
    double deletedShare,
    double unmeasuredShare,
    long commits) {
  private static final String PREFIX = "spark.lakehouse.upkeep.";

  /** What holds unless {@code sparkConf} says otherwise. */
  public static final Thresholds DEFAULT =
      new Thresholds(64L << 20, 256L << 20, 10, 0.2, 0.1, 0.1, 50);

  /** As the session's settings {@code spark.lakehouse.upkeep.*} have them. */
  static Thresholds of(SparkSession session) {
    BinaryOperator<String> setting =
        (name, otherwise) -> session.conf().get(PREFIX + name, otherwise);
    return new Thresholds(
        JavaUtils.byteStringAsBytes(setting.apply("smallFile", DEFAULT.smallFile + "b")),
        JavaUtils.byteStringAsBytes(setting.apply("fileSize", DEFAULT.fileSize + "b")),
        Long.parseLong(setting.apply("filesSaved", "" + DEFAULT.filesSaved)),
        Double.parseDouble(setting.apply("unclusteredShare", "" + DEFAULT.unclusteredShare)),
        Double.parseDouble(setting.apply("deletedShare", "" + DEFAULT.deletedShare)),
        Double.parseDouble(setting.apply("unmeasuredShare", "" + DEFAULT.unmeasuredShare)),
        Long.parseLong(setting.apply("commits", "" + DEFAULT.commits)));
  }
}
