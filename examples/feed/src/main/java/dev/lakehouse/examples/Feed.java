package dev.lakehouse.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Feeds the sources of examples/customer-360. AWS region and credentials come from the environment;
 * the CRM's password from CRM_PASSWORD.
 */
@Command(
    name = "feed",
    mixinStandardHelpOptions = true,
    description = "Feeds the sources of examples/customer-360 with TPC-H data.")
public final class Feed implements Callable<Integer> {
  @Option(names = "--batch", required = true, description = "1 or 2; 2 goes after 1.")
  private int batch;

  @Option(names = "--scale", defaultValue = "0.01", description = "TPC-H scale factor.")
  private double scale;

  @Option(names = "--aws", required = true, description = "Endpoint of S3 and Kinesis.")
  private URI aws;

  @Option(names = "--crm", required = true, description = "JDBC URL of the CRM database.")
  private String crm;

  @Option(names = "--crm-user", required = true, description = "User of the CRM database.")
  private String crmUser;

  @Option(names = "--bucket", defaultValue = "lake", description = "Bucket of the lakehouse.")
  private String bucket;

  @Option(names = "--stream", defaultValue = "orders", description = "Stream of the orders.")
  private String stream;

  @Option(names = "--expected", required = true, description = "File for what is to come out.")
  private Path expected;

  /** Entry point. */
  public static void main(String[] args) {
    // The emulator answers Kinesis in JSON only.
    System.setProperty("aws.cborEnabled", "false");
    System.exit(new CommandLine(new Feed()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    World world = new World(scale);
    Batch current = world.batch(1);
    if (batch == 2) {
      current = world.batch(2);
    }
    UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder();
    try (S3Client s3 =
            S3Client.builder()
                .endpointOverride(aws)
                .forcePathStyle(true)
                .httpClientBuilder(http)
                .build();
        KinesisClient kinesis =
            KinesisClient.builder()
                .endpointOverride(aws)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
      Sources sources = new Sources(s3, kinesis, bucket, stream);
      sources.create();
      sources.crm(crm, crmUser, System.getenv("CRM_PASSWORD"), current.customers());
      sources.orders(current.orderRecords());
      sources.lineItems("batch-" + batch + ".csv", current.lineItems());
    }
    new ObjectMapper().writeValue(expected.toFile(), world.expected());
    System.out.printf(
        "batch %d: %d customers to the CRM, %d records to the stream, %d line items to the folder%n",
        batch,
        current.customers().size(),
        current.orderRecords().size(),
        current.lineItems().size());
    return 0;
  }
}
