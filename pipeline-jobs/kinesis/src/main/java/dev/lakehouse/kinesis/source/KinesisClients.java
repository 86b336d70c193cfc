package dev.lakehouse.kinesis.source;

import dev.lakehouse.plan.RunPlan.Lake;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** Clients for Kinesis as a plan says it is reached. */
public final class KinesisClients {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  private KinesisClients() {}

  /** A client with the credentials of the environment (in a cluster: IRSA). */
  public static KinesisClient open(Lake lake) {
    String endpoint = lake.endpoints() == null ? null : lake.endpoints().kinesis();
    KinesisClientBuilder builder =
        KinesisClient.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECTION_TIMEOUT))
            .overrideConfiguration(
                settings -> settings.apiCallTimeout(CALL_TIMEOUT).retryStrategy(onceMore()));
    if (endpoint != null) {
      // Emulators speak JSON only.
      System.setProperty("aws.cborEnabled", "false");
      builder.endpointOverride(URI.create(endpoint)).region(Region.US_EAST_1);
    }
    if (lake.region() != null) {
      builder.region(Region.of(lake.region()));
    }
    return builder.build();
  }

  /**
   * Of a lost connection nobody has to hear; for more, the shard waits and not the thread that
   * reads others, too.
   */
  private static RetryStrategy onceMore() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(2).build();
  }

  /** A client for subscriptions, which need HTTP/2. */
  public static KinesisAsyncClient openAsync(Lake lake) {
    String endpoint = lake.endpoints() == null ? null : lake.endpoints().kinesis();
    KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder();
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).region(Region.US_EAST_1);
    }
    if (lake.region() != null) {
      builder.region(Region.of(lake.region()));
    }
    return builder.build();
  }
}
