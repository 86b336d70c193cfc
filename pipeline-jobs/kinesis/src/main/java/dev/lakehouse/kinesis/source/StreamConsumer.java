package dev.lakehouse.kinesis.source;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** The registration that subscriptions go by; made where there is none, and never removed. */
public final class StreamConsumer {
  private final KinesisClient client;
  private final String stream;
  private final String name;
  private String arn;

  /** Nothing is asked or made yet. */
  public StreamConsumer(KinesisClient client, String stream, String name) {
    this.client = client;
    this.stream = stream;
    this.name = name;
  }

  /**
   * Its ARN, once it is active.
   *
   * @throws ThrottledException while it is being made
   * @throws SourceException when it can't be
   */
  synchronized String arn() {
    if (arn == null) {
      try {
        arn = activeArn();
      } catch (SdkException e) {
        throw KinesisErrors.translate(stream, e);
      }
    }
    return arn;
  }

  private String activeArn() {
    String streamArn =
        client
            .describeStreamSummary(request -> request.streamName(stream))
            .streamDescriptionSummary()
            .streamARN();
    try {
      var consumer =
          client
              .describeStreamConsumer(request -> request.streamARN(streamArn).consumerName(name))
              .consumerDescription();
      if (consumer.consumerStatus() == ConsumerStatus.ACTIVE) {
        return consumer.consumerARN();
      }
    } catch (ResourceNotFoundException e) {
      register(streamArn);
    }
    throw new ThrottledException(null);
  }

  private void register(String streamArn) {
    try {
      client.registerStreamConsumer(request -> request.streamARN(streamArn).consumerName(name));
    } catch (ResourceInUseException e) {
      // Another replica was faster.
    }
  }
}
