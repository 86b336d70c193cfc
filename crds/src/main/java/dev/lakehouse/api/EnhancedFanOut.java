package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How a stream is read by enhanced fan-out. */
@ApiType
public record EnhancedFanOut(
    @Required
        @Size(min = 1, max = 128)
        @ValidationRule(
            value = "self.matches('^[a-zA-Z0-9_.-]+$')",
            message = "is not a consumer's name: letters, digits, '_', '.' and '-' only")
        @JsonPropertyDescription(
            "Name of the registered consumer, of this source alone. Registered where it is"
                + " missing, never deregistered: what it costs ends with aws kinesis"
                + " deregister-stream-consumer.")
        String consumerName) {}
