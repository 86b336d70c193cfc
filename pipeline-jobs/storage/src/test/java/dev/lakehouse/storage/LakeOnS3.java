package dev.lakehouse.storage;

import dev.lakehouse.emulators.MotoServer;
import io.delta.storage.LogStore;
import java.io.IOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket in the emulator, and configurations by which S3A reaches it. */
final class LakeOnS3 implements AutoCloseable {
  static final String BUCKET = "lake";

  private final MotoServer moto = MotoServer.start();

  LakeOnS3() {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(moto.url()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build()) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
  }

  String url() {
    return moto.url();
  }

  /** How S3A reaches the bucket. */
  Configuration writer() {
    return writer(moto.url());
  }

  Configuration writer(String endpoint) {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.endpoint", endpoint);
    configuration.set("fs.s3a.endpoint.region", "us-east-1");
    configuration.set("fs.s3a.path.style.access", "true");
    configuration.set("fs.s3a.access.key", "test");
    configuration.set("fs.s3a.secret.key", "test");
    configuration.set("fs.s3a.connection.ssl.enabled", "false");
    configuration.set("fs.s3a.retry.interval", "50ms");
    LogStoreSettings.kernel().forEach(configuration::set);
    return configuration;
  }

  /** Runs as a writer with FileSystem objects of its own: Hadoop shares them within one user. */
  static <T> T as(String writer, PrivilegedExceptionAction<T> action) throws Exception {
    return UserGroupInformation.createRemoteUser(writer).doAs(action);
  }

  static Path commit(String table, long version) {
    return new Path("s3a://%s/%s/_delta_log/%020d.json".formatted(BUCKET, table, version));
  }

  static List<String> read(LogStore store, Path path, Configuration configuration)
      throws IOException {
    List<String> lines = new ArrayList<>();
    try (var actions = store.read(path, configuration)) {
      actions.forEachRemaining(lines::add);
    }
    return lines;
  }

  @Override
  public void close() {
    moto.close();
  }
}
