package dev.lakehouse.operator.events;

import dev.lakehouse.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes events. The name of an event derives from what it says and the object's version
 * at which it was seen, so that a pass repeated after an error doesn't tell it twice. An event that
 * can't be written is dropped: status says the same.
 */
public class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final DateTimeFormatter MICRO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_NOTE = 1024;

  private final KubernetesClient client;
  private final Clock clock;

  /** Writes through that client. */
  public EventRecorder(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Tells a transition. */
  public void record(Transition transition) {
    try {
      client.events().v1().events().resource(event(transition)).create();
    } catch (KubernetesClientException e) {
      LOG.debug("event {} not written: {}", transition.reason(), e.getMessage());
    }
  }

  private Event event(Transition transition) {
    ObjectMeta about = transition.about().getMetadata();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(about.getNamespace())
        .withName(name(transition))
        .endMetadata()
        .withEventTime(new MicroTime(MICRO.format(clock.instant())))
        .withReportingController(Labels.OPERATOR)
        .withReportingInstance(instance())
        .withAction(transition.action())
        .withType(transition.type().label())
        .withReason(transition.reason())
        .withNote(shorten(transition.message()))
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(transition.about().getApiVersion())
                .withKind(transition.about().getKind())
                .withNamespace(about.getNamespace())
                .withName(about.getName())
                .withUid(about.getUid())
                .build())
        .build();
  }

  private static String name(Transition transition) {
    ObjectMeta about = transition.about().getMetadata();
    String seen =
        String.join(
            "|",
            about.getUid(),
            about.getResourceVersion(),
            transition.action(),
            transition.reason(),
            transition.message());
    String digest = UUID.nameUUIDFromBytes(seen.getBytes(StandardCharsets.UTF_8)).toString();
    return about.getName() + "." + digest.replace("-", "").substring(0, 16);
  }

  private static String instance() {
    return System.getenv().getOrDefault("HOSTNAME", Labels.OPERATOR);
  }

  private static String shorten(String message) {
    return message.length() <= MAX_NOTE ? message : message.substring(0, MAX_NOTE - 1) + "…";
  }
}
