package dev.lakehouse.examples;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** The outside world's systems, as its own applications write to them. */
record Sources(S3Client s3, KinesisClient kinesis, String bucket, String stream) {
  private static final int SHARDS = 3;
  private static final int PUT_RECORDS_LIMIT = 500;

  /** Makes bucket and stream where they are missing. */
  void create() {
    try {
      s3.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException alreadyThere) {
      // The second batch goes to the same place.
    }
    try {
      kinesis.createStream(request -> request.streamName(stream).shardCount(SHARDS));
    } catch (ResourceInUseException alreadyThere) {
      // The second batch goes to the same place.
    }
    kinesis.waiter().waitUntilStreamExists(request -> request.streamName(stream));
  }

  /** Inserts or changes customers, in one transaction. */
  void crm(String url, String user, String password, List<Batch.Customer> customers)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      connection.setAutoCommit(false);
      connection
          .createStatement()
          .execute(
              """
              CREATE TABLE IF NOT EXISTS public.customers (
                custkey bigint PRIMARY KEY, name text NOT NULL, address text, nationkey bigint,
                phone text, acctbal numeric(12,2), mktsegment text, updated_at timestamptz NOT NULL)
              """);
      try (PreparedStatement upsert =
          connection.prepareStatement(
              """
              INSERT INTO public.customers VALUES (?, ?, ?, ?, ?, ?::numeric, ?, ?::timestamptz)
              ON CONFLICT (custkey) DO UPDATE
                SET acctbal = excluded.acctbal, updated_at = excluded.updated_at
              """)) {
        for (Batch.Customer customer : customers) {
          upsert.setLong(1, customer.custkey());
          upsert.setString(2, customer.name());
          upsert.setString(3, customer.address());
          upsert.setLong(4, customer.nationkey());
          upsert.setString(5, customer.phone());
          upsert.setString(6, customer.acctbal());
          upsert.setString(7, customer.mktsegment());
          upsert.setString(8, customer.updatedAt());
          upsert.addBatch();
        }
        upsert.executeBatch();
      }
      connection.commit();
    }
  }

  /** Puts records on the stream, in order. */
  void orders(List<Batch.OrderRecord> records) {
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (Batch.OrderRecord record : records) {
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey(record.partitionKey())
              .data(SdkBytes.fromUtf8String(record.payload()))
              .build());
      if (entries.size() == PUT_RECORDS_LIMIT) {
        put(entries);
      }
    }
    if (!entries.isEmpty()) {
      put(entries);
    }
  }

  private void put(List<PutRecordsRequestEntry> entries) {
    PutRecordsResponse response =
        kinesis.putRecords(request -> request.streamName(stream).records(List.copyOf(entries)));
    if (response.failedRecordCount() > 0) {
      throw new IllegalStateException(
          response.failedRecordCount() + " records were refused by the stream; feed a new one");
    }
    entries.clear();
  }

  /** Drops one CSV file into the folder line-items/. */
  void lineItems(String file, List<String> lines) {
    String content = Batch.LINE_ITEM_HEADER + "\n" + String.join("\n", lines) + "\n";
    s3.putObject(
        request -> request.bucket(bucket).key("landing/line-items/" + file),
        RequestBody.fromString(content));
  }
}
