package dev.lakehouse.kinesis.table;

import dev.lakehouse.plan.RunPlan.Lake;
import dev.lakehouse.storage.LogStoreSettings;
import dev.lakehouse.storage.S3aSettings;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/** Delta Kernel's engine for a lake's storage. */
public final class LakeAccess {
  private LakeAccess() {}

  /** Kernel's name for the size at which it begins another file. */
  private static final String MAX_FILE_SIZE =
      "delta.kernel.default.parquet.writer.targetMaxFileSize";

  /** An engine with the credentials of the environment (in a cluster: IRSA). */
  public static Engine engine(Lake lake) {
    return engine(configuration(lake));
  }

  /**
   * The same for data files of about that size.
   *
   * @param maxFileBytes where another file is begun
   */
  public static Engine engine(Lake lake, long maxFileBytes) {
    Configuration configuration = configuration(lake);
    configuration.set(MAX_FILE_SIZE, Long.toString(maxFileBytes));
    return engine(configuration);
  }

  private static Engine engine(Configuration configuration) {
    // Hadoop would ask the operating system who runs it; a pod's user id need not have a name.
    UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser("lakehouse"));
    return DefaultEngine.create(configuration);
  }

  static Configuration configuration(Lake lake) {
    Configuration configuration = new Configuration();
    LogStoreSettings.kernel().forEach(configuration::set);
    configuration.set("hadoop.tmp.dir", System.getProperty("java.io.tmpdir"));
    String endpoint = lake.endpoints() == null ? null : lake.endpoints().s3();
    S3aSettings.of(lake.region(), endpoint, lake.kmsKeyId()).forEach(configuration::set);
    return configuration;
  }
}
