package dev.lakehouse.spark.bronze;

import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.storage.S3aSettings;
import java.net.URI;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket in an emulator, which the tests' Spark reaches as {@code s3a://NAME}. */
final class TestBucket implements AutoCloseable {
  static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  private final MotoServer aws = MotoServer.start();
  private final String name;
  private final S3Client client;

  private TestBucket(String name) {
    this.name = name;
    this.client =
        S3Client.builder()
            .endpointOverride(URI.create(aws.url()))
            .region(Region.EU_WEST_1)
            .forcePathStyle(true)
            .credentialsProvider(CREDENTIALS)
            .build();
  }

  static TestBucket start(String prefix) {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    // A file system keeps the settings of its first use, so each bucket has a name of its own.
    TestBucket bucket = new TestBucket(prefix + "-" + UUID.randomUUID());
    bucket.client.createBucket(
        request ->
            request
                .bucket(bucket.name)
                .createBucketConfiguration(it -> it.locationConstraint("eu-west-1")));
    var hadoop = TestLake.spark().sparkContext().hadoopConfiguration();
    S3aSettings.of("eu-west-1", bucket.aws.url(), null)
        .forEach(
            (key, value) ->
                hadoop.set(key.replace("fs.s3a.", "fs.s3a.bucket." + bucket.name + "."), value));
    return bucket;
  }

  String name() {
    return name;
  }

  String url() {
    return aws.url();
  }

  S3Client client() {
    return client;
  }

  /** A folder nobody has used. */
  String folder() {
    return "s3a://" + name + "/" + UUID.randomUUID();
  }

  /** Writes an object. */
  void put(String path, String text) {
    client.putObject(
        request -> request.bucket(name).key(path.substring(("s3a://" + name + "/").length())),
        RequestBody.fromString(text));
  }

  @Override
  public void close() {
    client.close();
    aws.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }
}
