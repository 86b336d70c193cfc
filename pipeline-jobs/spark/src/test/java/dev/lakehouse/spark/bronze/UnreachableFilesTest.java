package dev.lakehouse.spark.bronze;

import static dev.lakehouse.spark.Steps.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.emulators.MotoServer;
import dev.lakehouse.plan.FailureReason;
import dev.lakehouse.spark.Failure;
import dev.lakehouse.spark.TestLake;
import dev.lakehouse.storage.S3aSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person reads when the folder of a source isn't there. */
class UnreachableFilesTest {
  private static MotoServer aws;

  private final TestLake lake = TestLake.create();

  @BeforeAll
  static void start() {
    aws = MotoServer.start();
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterAll
  static void stop() {
    aws.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void aBucketThatDoesNotExistIsNamed() {
    Failure failure = readFrom("no-such-bucket", aws.url());
    assertThat(failure.reason()).isEqualTo(FailureReason.SOURCE_NOT_FOUND);
    assertThat(failure.message()).contains("no-such-bucket");
  }

  @Test
  void anEndpointWhereNobodyListensIsToldInTime() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Failure failure = readFrom("far-away", "http://127.0.0.1:" + port);
    assertThat(failure.reason()).isEqualTo(FailureReason.SOURCE_UNREACHABLE);
  }

  private Failure readFrom(String bucket, String endpoint) {
    // A file system keeps the settings of its first use, so each bucket has its own.
    var hadoop = TestLake.spark().sparkContext().hadoopConfiguration();
    S3aSettings.of("eu-west-1", endpoint, null)
        .forEach(
            (key, value) ->
                hadoop.set(key.replace("fs.s3a.", "fs.s3a.bucket." + bucket + "."), value));
    return lake.run(1L, files("x", "s3a://" + bucket + "/in", "csv", Map.of(), "id int"))
        .failure()
        .orElseThrow();
  }
}
