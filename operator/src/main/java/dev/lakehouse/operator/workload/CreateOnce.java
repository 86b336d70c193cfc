package dev.lakehouse.operator.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Creates what is never updated or made again; its name says whether it was made already. */
public final class CreateOnce {
  private CreateOnce() {}

  /** Creates it; one of that name that exists already is as good. Returns whether it is new. */
  public static boolean create(HasMetadata object, KubernetesClient client) {
    try {
      client.resource(object).create();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }
}
