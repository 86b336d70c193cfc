package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What reads a batch source. */
@ApiType
public record BatchResources(
    @Size(max = 20)
        @JsonPropertyDescription(
            "CPU that the pod that reads asks of Kubernetes, for example 500m. Absent: as the"
                + " Lakehouse's workloads.driver.")
        String cpu,
    @Size(max = 10)
        @ValidationRule(
            value = "self.matches('^[1-9][0-9]*[mg]$')",
            message = "is not a memory size: write a whole number and m or g, for example 1g")
        @JsonPropertyDescription(
            "Memory of its Java process, for example 2g; the pod gets Spark's overhead on top."
                + " Absent: as the Lakehouse's workloads.driver.")
        String memory,
    @Default("false")
        @JsonPropertyDescription(
            "Read with executors: each time is a LakehouseRun, executed by a SparkApplication whose"
                + " driver is of this size, with the Lakehouse's workloads.executors. Defaults to"
                + " false: one pod reads, with Spark in local mode.")
        Boolean distributed) {}
