package dev.lakehouse.storage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How S3 is reached by Hadoop's S3A, the same for Spark and for Delta Kernel. Keys are Hadoop's;
 * Spark takes them behind {@code spark.hadoop.}.
 */
public final class S3aSettings {
  private S3aSettings() {}

  /**
   * The settings.
   *
   * @param region AWS region; null outside AWS
   * @param endpoint URL that replaces the one of the region; null: none does
   * @param kmsKeyId KMS key of what is written; null for the bucket's own setting
   */
  public static Map<String, String> of(String region, String endpoint, String kmsKeyId) {
    Map<String, String> settings = new LinkedHashMap<>();
    // S3A's own default chain knows no web identity, which is what IRSA gives a pod.
    settings.put(
        "fs.s3a.aws.credentials.provider",
        "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");
    // S3A would go on for many minutes before it says that it reaches nothing. Who waits is told
    // soon, and whole runs and reads are tried again anyway.
    settings.put("fs.s3a.attempts.maximum", "3");
    settings.put("fs.s3a.retry.limit", "3");
    settings.put("fs.s3a.connection.establish.timeout", "15s");
    if (region != null) {
      settings.put("fs.s3a.endpoint.region", region);
    }
    if (endpoint != null) {
      settings.put("fs.s3a.endpoint", endpoint);
      settings.put("fs.s3a.path.style.access", "true");
      settings.putIfAbsent("fs.s3a.endpoint.region", "us-east-1");
    }
    if (kmsKeyId != null) {
      settings.put("fs.s3a.encryption.algorithm", "SSE-KMS");
      settings.put("fs.s3a.encryption.key", kmsKeyId);
    }
    return settings;
  }
}
