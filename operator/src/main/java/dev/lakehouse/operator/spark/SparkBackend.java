package dev.lakehouse.operator.spark;

import dev.lakehouse.api.LakehouseSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * One Spark operator's API: makes its applications and reads their state. Both functions are pure.
 *
 * <p>An application is created once and never edited: kubeflow's operator runs an edited one again,
 * Apache's ignores the edit. Neither retries for us ({@code Never}): a retry is an application of
 * its own, decided by the class of failure, which only we know.
 */
public sealed interface SparkBackend permits KubeflowBackend, ApacheBackend {
  /** Main class of the jobs. */
  String MAIN_CLASS = "dev.lakehouse.spark.Driver";

  /** Spark's version in the jobs' image; both operators adapt their defaults to it. */
  String SPARK_VERSION = "4.1.0";

  /** Scala's version in the jobs' image. */
  String SCALA_VERSION = "2.13";

  /** Kind of the applications, the same in both APIs. */
  String KIND = "SparkApplication";

  /** The Spark operator's name for people. */
  String title();

  /** Group, version, kind and plural of its applications. */
  ResourceDefinitionContext type();

  /** The application that does what is asked. */
  GenericKubernetesResource application(ApplicationRequest request);

  /** How far an application is. */
  ApplicationState state(GenericKubernetesResource application);

  /** Name of the CustomResourceDefinition that must be there. */
  default String crdName() {
    return type().getPlural() + "." + type().getGroup();
  }

  /** The API version of its applications. */
  default String apiVersion() {
    return type().getGroup() + "/" + type().getVersion();
  }

  /** The backend a Lakehouse names. */
  static SparkBackend of(LakehouseSpec.SparkBackend name) {
    if (name == null) {
      return KubeflowBackend.INSTANCE;
    }
    return switch (name) {
      case KUBEFLOW -> KubeflowBackend.INSTANCE;
      case APACHE -> ApacheBackend.INSTANCE;
    };
  }
}
