package dev.lakehouse.spark.bronze.events;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The messages that wait in a queue. Received ones are hidden from others for a while, not gone;
 * whoever does not {@link #delete()} them gets them again.
 */
public final class EventQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  /** SQS keeps at most 120,000 in flight. */
  private static final int MAX_MESSAGES = 50_000;

  private static final int BATCH = 10;
  private static final int WAIT_SECONDS = 1;
  private static final Duration HIDDEN = Duration.ofMinutes(10);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern AWS_HOST = Pattern.compile("(?:^|[.])sqs[.]([a-z0-9-]+)[.]");

  private final SqsClient client;
  private final String url;
  private final List<String> handles = new ArrayList<>();
  private final Set<CreatedObject> objects = new LinkedHashSet<>();
  private int foreign;

  private EventQueue(SqsClient client, String url) {
    this.client = client;
    this.url = url;
  }

  /**
   * The queue at that URL, with the credentials of the environment (in a cluster: IRSA).
   *
   * @param region where the queue is when its URL does not tell; null: as the environment says
   */
  public static EventQueue open(String url, String region) {
    URI uri = URI.create(url);
    var builder =
        SqsClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(settings -> settings.apiCallTimeout(CALL_TIMEOUT))
            .endpointOverride(URI.create(uri.getScheme() + "://" + uri.getAuthority()));
    region(uri, region).map(Region::of).ifPresent(builder::region);
    return new EventQueue(builder.build(), url);
  }

  static Optional<String> region(URI url, String otherwise) {
    Matcher host = AWS_HOST.matcher(url.getHost());
    return host.find() ? Optional.of(host.group(1)) : Optional.ofNullable(otherwise);
  }

  /**
   * Takes what waits, up to a bound; the rest is for the next run.
   *
   * @return the objects that were written, each once
   */
  public Set<CreatedObject> receive() {
    while (handles.size() + foreign < MAX_MESSAGES) {
      List<Message> messages =
          client
              .receiveMessage(
                  request ->
                      request
                          .queueUrl(url)
                          .maxNumberOfMessages(BATCH)
                          .waitTimeSeconds(WAIT_SECONDS)
                          .visibilityTimeout((int) HIDDEN.toSeconds()))
              .messages();
      if (messages.isEmpty()) {
        break;
      }
      messages.forEach(this::take);
    }
    if (foreign > 0) {
      LOG.warn("{} messages in {} are not events of S3; they stay there", foreign, url);
    }
    return objects;
  }

  private void take(Message message) {
    Optional<List<CreatedObject>> written = S3Events.of(message.body());
    if (written.isEmpty()) {
      foreign++;
      return;
    }
    objects.addAll(written.get());
    handles.add(message.receiptHandle());
  }

  /** Messages that S3 did not send; they are left to the queue's own redrive policy. */
  public int foreign() {
    return foreign;
  }

  /**
   * Deletes the received messages: their files are in the table. One that can't be deleted comes
   * again, and its file is known then.
   */
  public void delete() {
    for (int i = 0; i < handles.size(); i += BATCH) {
      List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
      for (int j = i; j < Math.min(i + BATCH, handles.size()); j++) {
        entries.add(
            DeleteMessageBatchRequestEntry.builder()
                .id(Integer.toString(j))
                .receiptHandle(handles.get(j))
                .build());
      }
      try {
        DeleteMessageBatchResponse answer =
            client.deleteMessageBatch(request -> request.queueUrl(url).entries(entries));
        if (answer.hasFailed() && !answer.failed().isEmpty()) {
          LOG.warn("{} messages of {} could not be deleted", answer.failed().size(), url);
        }
      } catch (SdkException e) {
        LOG.warn("Messages of {} could not be deleted; they come again: {}", url, e.getMessage());
        return;
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
