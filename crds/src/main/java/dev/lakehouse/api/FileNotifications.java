package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Messages that tell of new files. */
@ApiType
public record FileNotifications(
    @Required
        @Size(min = 10, max = 300)
        @ValidationRule(
            value = "self.matches('^https?://[^/ ]+/([^ ]+/)?[A-Za-z0-9_.-]+$')",
            message =
                "is not the URL of a queue; for example"
                    + " https://sqs.eu-west-1.amazonaws.com/123456789012/crm-items")
        @JsonPropertyDescription(
            "URL of the SQS queue that gets the ObjectCreated events of path, from S3 itself, by"
                + " SNS or by EventBridge. It must be for this DataSource alone: messages are"
                + " deleted once their files are committed.")
        String queueUrl) {}
