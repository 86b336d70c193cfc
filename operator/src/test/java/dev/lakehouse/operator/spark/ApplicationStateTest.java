package dev.lakehouse.operator.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.LakehouseSpec;
import dev.lakehouse.plan.FailureReason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Status documents as the two Spark operators write them, one per state and way to it. */
class ApplicationStateTest {
  @ParameterizedTest
  @CsvSource({
    "New,Pending",
    "Submitted,Pending",
    "Running,Running",
    "Succeeding,Running",
    "Completed,Succeeded",
    "Failing,Running",
    "Failed,Failed",
    "SubmissionFailed,Failed",
    "PendingRerun,Pending",
    "Invalidating,Pending",
    "Suspending,Pending",
    "Suspended,Pending",
    "Resuming,Pending",
    "Unknown,Pending",
    "StateOfALaterVersion,Pending",
  })
  void kubeflow(String document, String expected) {
    assertThat(read(LakehouseSpec.SparkBackend.KUBEFLOW, document).getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "New,Pending",
    "Submitted,Pending",
    "ScheduledToRestart,Pending",
    "DriverRequested,Pending",
    "DriverStarted,Running",
    "DriverReady,Running",
    "InitializedBelowThresholdExecutors,Running",
    "RunningHealthy,Running",
    "RunningWithPartialCapacity,Running",
    "RunningWithBelowThresholdExecutors,Running",
    "DriverStartTimedOut,Failed",
    "ExecutorsStartTimedOut,Failed",
    "DriverReadyTimedOut,Failed",
    "Succeeded,Succeeded",
    "DriverEvicted,Failed",
    "Failed,Failed",
    "SchedulingFailure,Failed",
    "Suspended,Pending",
    "ResourceReleasedAfterSuccess,Succeeded",
    "ResourceReleasedAfterFailure,Failed",
    "ResourceReleasedAfterTimeout,Failed",
    "ResourceReleasedAfterLongHistory,Succeeded",
    "ResourceReleasedWhileRunning,Failed",
    "TerminatedWithoutReleaseResourcesAfterSuccess,Succeeded",
    "TerminatedWithoutReleaseResourcesAfterFailure,Failed",
    "ReleasedAfterRetention,Failed",
    "StateOfALaterVersion,Pending",
  })
  void apache(String document, String expected) {
    assertThat(read(LakehouseSpec.SparkBackend.APACHE, document).getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KUBEFLOW|Failed|INTERRUPTED|driver container failed with ExitCode: 137, Reason: OOMKilled",
        "KUBEFLOW|SubmissionFailed|UNEXPECTED|failed to run spark-submit: failed to run spark-submit:"
            + " pods is forbidden: exceeded quota: jobs",
        "APACHE|ResourceReleasedAfterFailure|INTERRUPTED|Failed: Driver Pod failed.",
        "APACHE|DriverEvicted|INTERRUPTED|DriverEvicted: Driver has been evicted.",
        "APACHE|SchedulingFailure|UNEXPECTED|SchedulingFailure: Failed to request driver from"
            + " scheduler.",
        "APACHE|ExecutorsStartTimedOut|TIMED_OUT|ExecutorsStartTimedOut: The Spark application failed"
            + " to get enough executors in the given time threshold.",
        "APACHE|ResourceReleasedAfterTimeout|TIMED_OUT|DriverStartTimedOut: The driver has not"
            + " responded to the initial health check request within the allotted start-up time.",
        "APACHE|ResourceReleasedWhileRunning|INTERRUPTED|its resources were released before it had"
            + " succeeded or failed: it was stopped from outside",
      })
  void failuresCarryReasonAndTheOperatorsWords(
      LakehouseSpec.SparkBackend backend, String document, FailureReason reason, String message) {
    assertThat(read(backend, document)).isEqualTo(new ApplicationState.Failed(reason, message));
  }

  @Test
  void aStateNobodyKnowsIsNamed() {
    assertThat(read(LakehouseSpec.SparkBackend.KUBEFLOW, "StateOfALaterVersion"))
        .isEqualTo(new ApplicationState.Pending("in state COMPLETED_WITH_WARNINGS"));
  }

  /** A document without an expectation above would be a state nobody thought about. */
  @ParameterizedTest
  @EnumSource(LakehouseSpec.SparkBackend.class)
  void everyDocumentIsReadable(LakehouseSpec.SparkBackend backend) throws Exception {
    try (Stream<Path> files = Files.list(folder(backend))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .isNotEmpty()
          .allSatisfy(document -> assertThat(read(backend, document)).isNotNull());
    }
  }

  private static ApplicationState read(LakehouseSpec.SparkBackend backend, String document) {
    try {
      GenericKubernetesResource application =
          Serialization.unmarshal(
              Files.readString(folder(backend).resolve(document + ".yaml")),
              GenericKubernetesResource.class);
      return SparkBackend.of(backend).state(application);
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(document, e);
    }
  }

  private static Path folder(LakehouseSpec.SparkBackend backend) throws URISyntaxException {
    String name = backend.name().toLowerCase(java.util.Locale.ROOT);
    return Path.of(ApplicationStateTest.class.getResource(name).toURI());
  }
}
