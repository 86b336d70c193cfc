package dev.lakehouse.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lakehouse.plan.ColumnCleaning;
import dev.lakehouse.plan.Expectation;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A column of a silver table. */
@ApiType
@ValidationRule(
    value = "!has(self.from) || !has(self.expr)",
    message = "has from and expr: from names one column of the input, expr computes; keep one")
@ValidationRule(
    value =
        "!has(self.onInvalid) || has(self.cast) || (has(self.normalise) && ('Email' in"
            + " self.normalise || 'Phone' in self.normalise || 'Country' in self.normalise))",
    message =
        "onInvalid goes with cast, or normalise Email, Phone or Country: nothing else can find a"
            + " value invalid; leave it out")
@ValidationRule(
    value = "!has(self.region) || (has(self.normalise) && 'Phone' in self.normalise)",
    message = "region goes with normalise Phone; leave it out")
public record SilverColumn(
    @Required
        @Size(max = 100)
        @ValidationRule(value = Rules.SQL_NAME, message = Rules.SQL_NAME_SAYS)
        @JsonPropertyDescription("Name of the column.")
        String name,
    @Size(min = 1, max = 200)
        @JsonPropertyDescription(
            "The input's column that is renamed, letter by letter: no quoting.")
        String from,
    @Size(min = 1, max = 2000)
        @JsonPropertyDescription(
            "Spark SQL expression over the input's columns; absent: the input's column of that"
                + " name.")
        String expr,
    @Size(max = 9)
        @JsonPropertyDescription(
            "Brings text into one form, in this order, before the cast. NullTokens: '', N/A,"
                + " null, none, - and the like become null. Phone: E.164. Country: ISO 3166"
                + " alpha-2 from codes and names.")
        List<ColumnCleaning.Normaliser> normalise,
    @Size(min = 2, max = 2)
        @ValidationRule(
            value = "self.matches('^[A-Z]{2}$')",
            message = "is not a region: write two capitals of ISO 3166, for example DE")
        @JsonPropertyDescription("Region of phone numbers without country code, for example DE.")
        String region,
    @Size(min = 1, max = 200)
        @JsonPropertyDescription("Spark SQL type the value is cast to, for example decimal(12,2).")
        String cast,
    @JsonPropertyDescription(
            "What happens to a row whose value can't be cast or normalised: the value is null and"
                + " the row violates an expectation valid(NAME) with this action. Absent: Warn.")
        Expectation.Action onInvalid,
    @JsonPropertyDescription("Hides the value, when it is cast.") Mask mask) {}
