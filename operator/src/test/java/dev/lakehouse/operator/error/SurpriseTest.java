package dev.lakehouse.operator.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.operator.status.Reasons;
import dev.lakehouse.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class SurpriseTest {
  @Test
  void whatTheApiServerRefusedIsToldInItsWords() {
    KubernetesClientException refused =
        new KubernetesClientException(
            new StatusBuilder().withCode(403).withMessage("quota exceeded: pods").build());
    Verdict verdict = Surprise.verdict(new IllegalStateException("wrapped", refused));
    assertThat(verdict.reason()).isEqualTo(Reasons.API_REFUSED);
    assertThat(verdict.message()).contains("quota exceeded: pods");
  }

  @Test
  void whatAnyOtherExceptionSaysStaysInTheLog() {
    Verdict verdict = Surprise.verdict(new IllegalStateException("password=secret"));
    assertThat(verdict.reason()).isEqualTo(Reasons.INTERNAL_ERROR);
    assertThat(verdict.message()).contains("IllegalStateException").doesNotContain("secret");
  }
}
