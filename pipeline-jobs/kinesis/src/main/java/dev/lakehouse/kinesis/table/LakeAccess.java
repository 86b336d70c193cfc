package dev.lakehouse.kinesis.table;

import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.storage.LogStoreSettings;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/** Delta Kernel's engine for a lake's storage. */
public final class LakeAccess {
  private LakeAccess() {}

  /** An engine with the credentials of the environment (in a cluster: IRSA). */
  public static Engine engine(Lake lake) {
    // Hadoop would ask the operating system who runs it; a pod's user id need not have a name.
    UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser("lakehouse"));
    return DefaultEngine.create(configuration(lake));
  }

  static Configuration configuration(Lake lake) {
    Configuration configuration = new Configuration();
    LogStoreSettings.kernel().forEach(configuration::set);
    configuration.set("hadoop.tmp.dir", System.getProperty("java.io.tmpdir"));
    // S3A's own default chain knows no web identity, which is what IRSA gives a pod.
    configuration.set(
        "fs.s3a.aws.credentials.provider",
        "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");
    // A consumer that can't reach its storage tells so and tries again itself.
    configuration.set("fs.s3a.attempts.maximum", "3");
    configuration.set("fs.s3a.retry.limit", "3");
    configuration.set("fs.s3a.connection.establish.timeout", "15s");
    if (lake.region() != null) {
      configuration.set("fs.s3a.endpoint.region", lake.region());
    }
    if (lake.endpoints() != null && lake.endpoints().s3() != null) {
      configuration.set("fs.s3a.endpoint", lake.endpoints().s3());
      configuration.set("fs.s3a.path.style.access", "true");
      if (lake.region() == null) {
        configuration.set("fs.s3a.endpoint.region", "us-east-1");
      }
    }
    if (lake.kmsKeyId() != null) {
      configuration.set("fs.s3a.encryption.algorithm", "SSE-KMS");
      configuration.set("fs.s3a.encryption.key", lake.kmsKeyId());
    }
    return configuration;
  }
}
