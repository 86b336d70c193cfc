package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What makes a stream's consumer commit before its interval is over. */
@ApiType
public record StreamCommit(
    @Default("100000")
        @Min(1)
        @Max(10_000_000)
        @JsonPropertyDescription("Commit at the latest when so many records are held.")
        Integer rows,
    @Default("16Mi")
        @Size(max = 20)
        @ValidationRule(value = Rules.SIZE, message = Rules.SIZE_SAYS)
        @JsonPropertyDescription(
            "Commit at the latest when so many bytes of payload are held; nothing more is read"
                + " meanwhile. At most a sixteenth of memory: rows take several times their"
                + " payload.")
        String bytes,
    @Default("128Mi")
        @Size(max = 20)
        @ValidationRule(value = Rules.SIZE, message = Rules.SIZE_SAYS)
        @JsonPropertyDescription(
            "Commit when what is held makes a data file of that size, as far as earlier files tell."
                + " Files get that big only where the interval, rows and bytes allow it.")
        String targetFileSize) {}
