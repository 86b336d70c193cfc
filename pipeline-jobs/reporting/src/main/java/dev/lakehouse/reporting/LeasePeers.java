package dev.lakehouse.reporting;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas that tell each other by Leases, one each, named like its pod: its renewal says that the
 * replica lives, an annotation what it does. Leases of pods that died are removed by those that
 * live, and with the object they report to.
 */
final class LeasePeers implements Peers {
  /** Names the object whose replicas these are. */
  static final String LABEL = "lakehouse.dev/consumer-of";

  /** What the replica says. */
  static final String WORDS = "lakehouse.dev/replica";

  private static final Logger LOG = LoggerFactory.getLogger(LeasePeers.class);
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(KubernetesReporter.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final ReportTarget target;
  private final String self;
  private final Duration expiry;
  private final Liveness liveness;
  private List<OwnerReference> owner;

  LeasePeers(KubernetesClient client, ReportTarget target, String self, Duration expiry) {
    this.client = client;
    this.target = target;
    this.self = self;
    this.expiry = expiry;
    this.liveness = new Liveness(expiry);
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public Optional<String> lastWords() throws IOException {
    try {
      Lease lease = client.leases().inNamespace(target.namespace()).withName(self).get();
      return Optional.ofNullable(lease).map(LeasePeers::words);
    } catch (KubernetesClientException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public SortedMap<String, String> exchange(String own) throws IOException {
    try {
      client.leases().inNamespace(target.namespace()).resource(lease(own)).patch(APPLY);
      List<Lease> leases =
          client
              .leases()
              .inNamespace(target.namespace())
              .withLabel(LABEL, target.name())
              .list()
              .getItems();
      return heard(leases, own);
    } catch (KubernetesClientException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private SortedMap<String, String> heard(List<Lease> leases, String own) {
    Map<String, String> heartbeats = new HashMap<>();
    leases.forEach(
        lease ->
            heartbeats.put(
                lease.getMetadata().getName(), lease.getMetadata().getResourceVersion()));
    long now = System.nanoTime();
    Set<String> alive = liveness.alive(heartbeats, now);
    SortedMap<String, String> words = new TreeMap<>();
    leases.stream()
        .filter(lease -> alive.contains(lease.getMetadata().getName()))
        .forEach(lease -> words.put(lease.getMetadata().getName(), words(lease)));
    words.put(self, own);
    liveness.longGone(now).forEach(this::remove);
    return words;
  }

  private Lease lease(String own) {
    return new LeaseBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(target.namespace())
                .withName(self)
                .addToLabels(LABEL, target.name())
                .addToAnnotations(WORDS, own)
                .withOwnerReferences(owner())
                .build())
        .withNewSpec()
        .withHolderIdentity(self)
        .withLeaseDurationSeconds((int) Math.max(1, expiry.toSeconds()))
        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  /** The object itself: its Leases go with it, also those of pods that were killed. */
  private List<OwnerReference> owner() {
    if (owner == null) {
      String text =
          client.raw(
              "/apis/%s/%s/namespaces/%s/%s/%s/status"
                  .formatted(
                      ReportTarget.GROUP,
                      ReportTarget.VERSION,
                      target.namespace(),
                      target.kind().context().getPlural(),
                      target.name()));
      owner =
          text == null
              ? List.of()
              : List.of(reference(Serialization.unmarshal(text, GenericKubernetesResource.class)));
    }
    return owner;
  }

  private OwnerReference reference(GenericKubernetesResource object) {
    return new OwnerReferenceBuilder()
        .withApiVersion(ReportTarget.GROUP + "/" + ReportTarget.VERSION)
        .withKind(target.kind().label())
        .withName(target.name())
        .withUid(object.getMetadata().getUid())
        .build();
  }

  private static String words(Lease lease) {
    Map<String, String> annotations = lease.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(WORDS, "");
  }

  private void remove(String name) {
    try {
      client.leases().inNamespace(target.namespace()).withName(name).delete();
    } catch (KubernetesClientException e) {
      LOG.debug("The Lease {} could not be removed", name, e);
    }
  }

  @Override
  public void leave() {
    remove(self);
  }

  @Override
  public void close() {
    client.close();
  }
}
