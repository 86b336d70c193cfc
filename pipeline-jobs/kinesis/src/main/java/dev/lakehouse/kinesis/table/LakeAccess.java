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
    String endpoint = lake.endpoints() == null ? null : lake.endpoints().s3();
    S3aSettings.of(lake.region(), endpoint, lake.kmsKeyId()).forEach(configuration::set);
    return configuration;
  }
}
