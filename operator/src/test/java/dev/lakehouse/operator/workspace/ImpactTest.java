package dev.lakehouse.operator.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.api.DataSource;
import dev.lakehouse.api.Lakehouse;
import dev.lakehouse.api.MedallionPipeline;
import dev.lakehouse.operator.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImpactTest {
  private final FootprintIndex index = new FootprintIndex();
  private final Impact impact = new Impact(index);

  private static MedallionPipeline pipeline(String name, String silver, String gold) {
    return Specs.pipeline(
        """
        apiVersion: lakehouse.dev/v1alpha1
        kind: MedallionPipeline
        metadata: {name: %s}
        spec:
          silver: [{name: %s, from: bronze.orders, keys: [id], columns: [{name: id, mask: {hash: {saltSecret: salt}}}]}]
          gold: [{name: %s, sql: "SELECT * FROM Silver.Customers"}]
        """
            .formatted(name, silver, gold));
  }

  @BeforeEach
  void fill() {
    put(Specs.lakehouse(Specs.LAKEHOUSE));
    put(Specs.dataSource(Specs.STREAM));
    put(Specs.dataSource(Specs.TABLE));
    put(pipeline("sales", "orders", "sums"));
    put(pipeline("people", "customers", "heads"));
  }

  private void put(HasMetadata object) {
    index.put(ObjectKey.of(object), Footprint.of(object));
  }

  private Set<String> namesOf(Set<ObjectKey> keys) {
    return keys.stream()
        .map(key -> key.kind().getSimpleName() + "/" + key.name())
        .collect(Collectors.toSet());
  }

  private Set<String> ofChange(HasMetadata before, HasMetadata after) {
    ObjectKey key = ObjectKey.of(after == null ? before : after);
    Footprint footprint = after == null ? null : Footprint.of(after);
    return namesOf(impact.ofSpec(key, index.put(key, footprint).orElse(null), footprint));
  }

  @Test
  void aLakehouseConcernsAllThatBelongsToIt() {
    assertThat(ofChange(null, Specs.lakehouse(Specs.LAKEHOUSE)))
        .containsExactlyInAnyOrder(
            "Lakehouse/default",
            "DataSource/orders",
            "DataSource/customers",
            "MedallionPipeline/sales",
            "MedallionPipeline/people");
  }

  @Test
  void aVanishedSourceConcernsThoseThatReadItsTable() {
    assertThat(ofChange(Specs.dataSource(Specs.STREAM), null))
        .containsExactlyInAnyOrder(
            "DataSource/orders",
            "Lakehouse/default",
            "MedallionPipeline/sales",
            "MedallionPipeline/people");
  }

  @Test
  void aPipelineThatNobodyReadsConcernsNoOther() {
    assertThat(ofChange(null, pipeline("lonely", "stock", "stock_sums")))
        .containsExactlyInAnyOrder("MedallionPipeline/lonely", "Lakehouse/default");
  }

  @Test
  void aNewOwnerOfATableConcernsItsRival() {
    assertThat(ofChange(null, pipeline("rival", "stock", "heads")))
        .contains("MedallionPipeline/people")
        .doesNotContain("MedallionPipeline/sales");
  }

  @Test
  void aPipelineThatGivesUpATableConcernsThoseThatReadIt() {
    assertThat(
            ofChange(
                pipeline("people", "customers", "heads"), pipeline("people", "persons", "heads")))
        .contains("MedallionPipeline/sales");
  }

  @Test
  void aNewVersionConcernsReadersOnly() {
    ObjectKey orders = ObjectKey.of(Specs.dataSource(Specs.STREAM));
    assertThat(namesOf(impact.ofVersions(orders, Set.of("orders"))))
        .containsExactlyInAnyOrder("MedallionPipeline/sales", "MedallionPipeline/people");
    ObjectKey sales = ObjectKey.of(pipeline("sales", "orders", "sums"));
    assertThat(impact.ofVersions(sales, Set.of("sums"))).isEmpty();
  }

  @Test
  void aSecretConcernsThoseThatUseItThroughTheLakehouse() {
    Lakehouse lakehouse = Specs.lakehouse(Specs.LAKEHOUSE);
    assertThat(namesOf(impact.ofSecret("crm", "crm-db", name -> Optional.of(lakehouse))))
        .containsExactlyInAnyOrder("Lakehouse/default", "DataSource/customers");
    assertThat(namesOf(impact.ofSecret("crm", "salt", name -> Optional.of(lakehouse))))
        .containsExactlyInAnyOrder("MedallionPipeline/sales", "MedallionPipeline/people");
    assertThat(impact.ofSecret("crm", "other", name -> Optional.of(lakehouse))).isEmpty();
    assertThat(impact.ofSecret("elsewhere", "salt", name -> Optional.of(lakehouse))).isEmpty();
  }

  @Test
  void whatIsForgottenIsNeverFound() {
    DataSource orders = Specs.dataSource(Specs.STREAM);
    index.put(ObjectKey.of(orders), null);
    assertThat(index.members("crm", "default")).hasSize(4);
    assertThat(index.declaring("crm", "default", "orders"))
        .containsExactly(ObjectKey.of(pipeline("sales", "orders", "sums")));
  }
}
