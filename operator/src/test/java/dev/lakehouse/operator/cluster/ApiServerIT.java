package dev.lakehouse.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.Lakehouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServer.class)
class ApiServerIT {
  @Test
  void servesTheKinds() {
    String namespace = ApiServer.newNamespace("api");
    assertThat(
            ApiServer.client().resources(Lakehouse.class).inNamespace(namespace).list().getItems())
        .isEmpty();
  }
}
